/** One hot path, played again and again with the same input. */
export interface Workload {
  readonly name: string
  /** Makes everything that so many rounds take. */
  prepare(rounds: number): Prepared | Promise<Prepared>
}

export interface Prepared {
  play(round: number): void | Promise<void>
  /**
   * Afterwards.
   *
   * @throws When what was to be played did not all happen.
   */
  end(): void | Promise<void>
}
