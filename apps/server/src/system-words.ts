const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is a file and not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
}

/** Why a file or a folder cannot be read, in words and without a full stop; what else was thrown, in its own words. */
export function systemWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const words = 'code' in error ? WORDS[String(error.code)] : undefined
  return words ?? error.message.replace(/\.$/, '')
}
