import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves with whether the condition became true in time. */
export async function within(
  timeoutMs: number,
  condition: () => boolean,
  pollMs = 5,
): Promise<boolean> {
  const endMs = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > endMs) return false
    await sleep(pollMs)
  }
  return true
}
