import { readTextFile } from '../read-text-file.ts'
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
  const secret = normalized(readTextFile(file, problem).replace(/\r?\n$/, ''))
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
