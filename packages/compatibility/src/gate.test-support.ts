/** Lets pass or holds back whoever awaits {@link Gate.passed}. Open at first. */
export class Gate {
  #isShut = false
  #waiting: (() => void)[] = []
  #onArrival: (() => void)[] = []

  shut(): void {
    this.#isShut = true
  }

  open(): void {
    this.#isShut = false
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async passed(): Promise<void> {
    if (!this.#isShut) return
    const passed = new Promise<void>((resolve) => this.#waiting.push(resolve))
    for (const resolve of this.#onArrival.splice(0)) resolve()
    await passed
  }

  /** Resolves when somebody is held back. */
  async isHolding(): Promise<void> {
    if (this.#waiting.length > 0) return
    await new Promise<void>((resolve) => this.#onArrival.push(resolve))
  }
}
