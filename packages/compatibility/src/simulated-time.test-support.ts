import { vi } from 'vitest'

// To be imported before anything else: lib0 keeps the Date.now that it finds when it is loaded.
vi.useFakeTimers()

/** Lets simulated time pass, with all that falls due in it. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}
