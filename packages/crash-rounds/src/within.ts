/** Waits for a promise, but not longer than `timeoutMs`; then it rejects with an error that says `otherwise`. */
export async function within<T>(
  timeoutMs: number,
  promise: Promise<T>,
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
