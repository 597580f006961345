import type { Clock } from './ports.ts'

export interface InTimeOptions {
  readonly clock: Pick<Clock, 'after'>
  readonly timeoutMs: number
}

/**
 * Waits for what somebody else's code promises, but not for ever. What is there already needs no timer.
 *
 * @throws {Error} When it takes longer than that; what comes of it later is nobody's.
 */
export async function inTime<T>(
  promised: T | PromiseLike<T>,
  { clock, timeoutMs }: InTimeOptions,
): Promise<T> {
  if (!isThenable(promised)) return promised
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () =>
      reject(new Error(`it gave no answer within ${timeoutMs} ms`)),
    )
    Promise.resolve(promised).finally(cancel).then(resolve, reject)
  })
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value
}
