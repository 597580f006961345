/** How long a wait may take, in milliseconds. Only a guard: what is awaited comes by an event. */
const GUARD_MS = 15_000

/** Something that changes; who waits for a condition looks again after every change. */
export class Watched {
  #looks = new Set<() => void>()

  changed(): void {
    for (const look of this.#looks) look()
  }

  /** Resolves once the condition holds. */
  async until(what: string, condition: () => boolean): Promise<void> {
    if (condition()) return
    let guard: NodeJS.Timeout | undefined
    let look = () => {}
    try {
      await new Promise<void>((resolve, reject) => {
        guard = setTimeout(() => reject(new Error(`Waited in vain until ${what}`)), GUARD_MS)
        look = () => {
          if (condition()) resolve()
        }
        this.#looks.add(look)
      })
    } finally {
      clearTimeout(guard)
      this.#looks.delete(look)
    }
  }
}
