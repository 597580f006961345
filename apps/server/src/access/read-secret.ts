import { readFileSync } from 'node:fs'
import { StartProblem } from '../start-problem.ts'
import { normalized } from './password-check.ts'

const MAX_LENGTH = 1000

export interface SecretKind {
  /** In the middle of a sentence, e.g. `the password`. */
  readonly name: string
  /** In characters. */
  readonly minLength: number
}

/**
 * The secret in a file: its only line.
 *
 * @throws {StartProblem} When there is none that could keep anybody out.
 */
export function readSecret(file: string, { name, minLength }: SecretKind): string {
  const problem = (why: string, remedy: string, cause?: unknown): StartProblem =>
    new StartProblem(`Cannot take ${name} from "${file}": ${why}. ${remedy}.`, { cause })
  const secret = normalized(textOf(file, name, problem).replace(/\r?\n$/, ''))
  if (secret === '') throw problem('it is empty', `Write ${name} into it`)
  if (/\p{Cc}/u.test(secret))
    throw problem('it has more than one line', `Write only ${name} into it`)
  if (secret.trim() !== secret) throw problem('it begins or ends with a space', 'Take that away')
  if ([...secret].length < minLength)
    throw problem('it is too easy to guess', `Use at least ${minLength} characters`)
  if (secret.length > MAX_LENGTH)
    throw problem('it is too long', `Use at most ${MAX_LENGTH} characters`)
  return secret
}

type Problem = (why: string, remedy: string, cause?: unknown) => StartProblem

function textOf(file: string, name: string, problem: Problem): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw problem('there is no such file', 'Write one', error)
    if (code === 'EACCES') throw problem('it may not be read', 'Grant it', error)
    if (code === 'EISDIR') throw problem('it is a folder', 'Name a file', error)
    throw problem('it is not a text in UTF-8', `Write only ${name} into it`, error)
  }
}
