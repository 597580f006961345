/**
 * Closes one after the other, each whatever became of the one before.
 *
 * @throws {AggregateError} With all that failed on the way.
 */
export async function closeInOrder(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers) await close().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'The server did not close in order')
}
