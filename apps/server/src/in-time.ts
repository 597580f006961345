/** Waits for a promise, but not longer than `timeoutMs`; then it rejects with an error that says `otherwise`. */
export async function inTime<T>(
  promise: Promise<T>,
  timeoutMs: number,
  otherwise: string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
