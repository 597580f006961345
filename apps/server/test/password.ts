import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

export const PASSWORD = 'correct horse battery'

/** What a client that is no browser sends. */
export const withPassword = { authorization: `Bearer ${PASSWORD}` } as const

export async function passwordFile(password = PASSWORD): Promise<string> {
  const file = join(await emptyFolder(), 'password')
  await writeFile(file, `${password}\n`)
  return file
}

export interface LockedServer {
  readonly weft: WeftProcess
  /** Its `host:port`. */
  readonly address: string
  /** Asks over HTTP, redirects not followed. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
}

/** The real command, with a password. */
export async function startLocked(
  data: string,
  { password = PASSWORD, flags = ['--editor'] }: { password?: string; flags?: string[] } = {},
): Promise<LockedServer> {
  const file = await passwordFile(password)
  const weft = startWeft('--data', data, '--password-file', file, ...flags)
  const address = await weft.address()
  const ask: LockedServer['ask'] = (path, init) =>
    fetch(`http://${address}${path}`, { redirect: 'manual', ...init })
  return { weft, address, ask }
}
