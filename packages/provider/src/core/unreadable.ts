/** What is told when somebody's bytes cannot be read. @param sender In words. */
export function unreadable(sender: string, cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new Error(`Cannot read what ${sender} sent: ${detail}`, { cause })
}
