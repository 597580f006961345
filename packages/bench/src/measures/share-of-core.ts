/** Notes how much of its core this process, the generator, uses from here on. */
export class ShareOfCore {
  readonly #startMs = performance.now()
  readonly #start = process.cpuUsage()

  /** From 0 to 1; a generator near 1 is what limits a run, and not the server. */
  get share(): number {
    const { user, system } = process.cpuUsage(this.#start)
    return (user + system) / 1_000 / (performance.now() - this.#startMs)
  }
}
