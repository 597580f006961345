import { StorageError } from '@weft/storage'
import type { AdminConfig, Config } from './config/config.ts'

/**
 * What stands in the way: the `surroundings`, which may be others by the next try, e.g. a port in use; the `setup`, which
 * somebody must change; or the `data`, which a newer version or a backup must take the place of.
 */
export type Obstacle = 'surroundings' | 'setup' | 'data'

/**
 * With what `weft serve` ends when it cannot start, so that a service manager can tell what is worth another try. The last two
 * are EX_CONFIG and EX_DATAERR of sysexits(3).
 */
export const startExitCodes = { surroundings: 1, setup: 78, data: 65 } as const

/** The server cannot start; the message is one sentence or two, with the remedy, for whoever started it. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
  readonly obstacle: Obstacle

  constructor(
    message: string,
    {
      obstacle = 'setup',
      ...options
    }: { readonly cause?: unknown; readonly obstacle?: Obstacle } = {},
  ) {
    super(message, options)
    this.obstacle = obstacle
  }
}

/** What to tell when the data folder cannot be used. */
export function dataProblem({ data }: Pick<Config, 'data'>, error: unknown): StartProblem {
  const cause = deepest(error)
  const say = (why: string, remedy: string, obstacle: Obstacle = 'setup'): StartProblem =>
    new StartProblem(
      `Cannot keep documents in "${data}": ${why}. ${remedy}, or choose another folder with --data.`,
      { cause: error, obstacle },
    )
  if (error instanceof StorageError && error.code === 'LOCKED')
    return say('another process uses it', 'Stop that one', 'surroundings')
  if (error instanceof StorageError && error.code === 'NO_SPACE')
    return say('the disk is full', 'Free some space', 'surroundings')
  switch (codeOf(cause)) {
    case 'EACCES':
    case 'EPERM':
      return say('there is no permission to write there', 'Grant it')
    case 'EROFS':
      return say('the disk is read-only', 'Mount it writable')
    case 'ENOTDIR':
    case 'EEXIST':
      return say('a part of this path is a file and not a folder', 'Move that file away')
    case 'ENOSPC':
      return say('the disk is full', 'Free some space', 'surroundings')
    default:
      // Storage says what is wrong with its own files, and the remedy, better than we could.
      return error instanceof StorageError
        ? new StartProblem(`${trimmed(error)}.`, { cause: error, obstacle: inStorage(error) })
        : say(trimmed(error), 'Set that right', 'surroundings')
  }
}

const inStorage = ({ code }: StorageError): Obstacle =>
  code === 'UNKNOWN_FORMAT' || code === 'MISPLACED' || code === 'DAMAGED' ? 'data' : 'surroundings'

/** What to tell when the port cannot be opened. */
export const listenProblem = (address: Config, error: unknown): StartProblem =>
  addressProblem(address, ['--host', '--port'], error)

/** The same for the port of administrators. */
export const adminListenProblem = (address: AdminConfig, error: unknown): StartProblem =>
  addressProblem(address, ['--admin-host', '--admin-port'], error)

function addressProblem(
  { host, port }: { readonly host: string; readonly port: number },
  [hostFlag, portFlag]: readonly [string, string],
  error: unknown,
): StartProblem {
  const say = (why: string, remedy: string, obstacle: Obstacle = 'surroundings'): StartProblem =>
    new StartProblem(`Cannot listen on ${host}, port ${port}: ${why}. ${remedy}.`, {
      cause: error,
      obstacle,
    })
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return say(
        'another program uses that port',
        `Stop it, or choose another port with ${portFlag}`,
      )
    case 'EACCES':
      return say(
        'that port needs more rights than this user has',
        `Choose one above 1023 with ${portFlag}`,
        'setup',
      )
    case 'EADDRNOTAVAIL':
      return say('this machine has no such address', `Choose another with ${hostFlag}`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say('no such host is known', `Choose an address of this machine with ${hostFlag}`)
    default:
      return say(trimmed(error), `Choose another address with ${hostFlag} and ${portFlag}`)
  }
}

function deepest(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? deepest(error.cause) : error
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const trimmed = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
