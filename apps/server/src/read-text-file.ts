import { readFileSync } from 'node:fs'
import type { StartProblem } from './start-problem.ts'

/**
 * The text of a file that somebody named in a setting.
 *
 * @param say Makes what is thrown, of why it cannot be had and a remedy.
 */
export function readTextFile(
  file: string,
  say: (why: string, remedy: string, cause: unknown) => StartProblem,
): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw say('there is no such file', 'Write one', error)
    if (code === 'EACCES') throw say('it may not be read', 'Grant it', error)
    if (code === 'EISDIR') throw say('it is a folder', 'Name a file', error)
    throw say('it is not a text in UTF-8', 'Write only that into it', error)
  }
}
