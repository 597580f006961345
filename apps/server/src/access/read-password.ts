import { readFileSync } from 'node:fs'
import { StartProblem } from '../start-problem.ts'
import { normalized } from './password-check.ts'

const MIN_LENGTH = 8
const MAX_LENGTH = 1000

/**
 * The password in a file: its only line.
 *
 * @throws {StartProblem} When there is none that could keep anybody out.
 */
export function readPassword(file: string): string {
  const password = normalized(textOf(file).replace(/\r?\n$/, ''))
  if (password === '') throw problem(file, 'it is empty', 'Write the password into it')
  if (/\p{Cc}/u.test(password))
    throw problem(file, 'it has more than one line', 'Write only the password into it')
  if (password.trim() !== password)
    throw problem(file, 'it begins or ends with a space', 'Take that away')
  if ([...password].length < MIN_LENGTH)
    throw problem(file, 'it is too easy to guess', `Use at least ${MIN_LENGTH} characters`)
  if (password.length > MAX_LENGTH)
    throw problem(file, 'it is too long', `Use at most ${MAX_LENGTH} characters`)
  return password
}

function textOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw problem(file, 'there is no such file', 'Write one', error)
    if (code === 'EACCES') throw problem(file, 'it may not be read', 'Grant it', error)
    if (code === 'EISDIR') throw problem(file, 'it is a folder', 'Name a file', error)
    throw problem(file, 'it is not a text in UTF-8', 'Write only the password into it', error)
  }
}

const problem = (file: string, why: string, remedy: string, cause?: unknown): StartProblem =>
  new StartProblem(`Cannot take the password from "${file}": ${why}. ${remedy}.`, { cause })
