import { readSecret } from './read-secret.ts'

/**
 * The password in a file: its only line.
 *
 * @throws {StartProblem} When there is none that could keep anybody out.
 */
export const readPassword = (file: string): string =>
  readSecret(file, { name: 'the password', minLength: 8 })
