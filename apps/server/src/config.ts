import { resolve } from 'node:path'
import { isLoopback, type AllowedOrigins, type Limits } from '@weft/server'
import { Command, CommanderError } from 'commander'
import { readAllowedOrigins, readLimits } from './list-settings.ts'
import { LOG_LEVELS, type LogLevel } from './json-log.ts'

/** What the command was told to do. */
export interface Config {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  /** The data folder, absolute. */
  readonly data: string
  /** Whether the editor's pages are served. */
  readonly editor: boolean
  /** A folder whose files are served, absolute. */
  readonly pages: string | undefined
  /** A file with the password that all share, absolute; undefined: nobody is asked for one. */
  readonly passwordFile: string | undefined
  /** Whether to answer whoever asks, although nobody is asked who they are. */
  readonly insecureOpen: boolean
  /** Which web pages may connect besides those from the server's own host name. */
  readonly allowedOrigins: AllowedOrigins
  /** Those that are not to be the default. */
  readonly limits: Partial<Limits>
  readonly images: {
    /** The largest picture that is taken, in bytes. */
    readonly maxBytes: number
    /** All pictures together, in bytes. */
    readonly maxTotalBytes: number
  }
  /** How long stopping may wait for a disk that does not take what is left, in milliseconds. */
  readonly drainTimeoutMs: number
  /** For how many days a deleted document can be restored. */
  readonly keepDeletedDays: number
  /** The lowest level that is logged. */
  readonly logLevel: LogLevel
}

export type Instruction =
  | { readonly type: 'serve'; readonly config: Config }
  /** Something was asked about the command itself. */
  | { readonly type: 'print'; readonly text: string }
  /** It cannot be done; the text says why and what to do. */
  | { readonly type: 'refuse'; readonly text: string }

/** Where the command was started. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly version: string
}

interface Flags {
  readonly port?: string
  readonly host?: string
  readonly data?: string
  readonly editor?: true
  readonly pages?: string
  readonly passwordFile?: string
  readonly insecureOpen?: true
  readonly allowOrigin?: readonly string[]
  readonly limit?: readonly string[]
  readonly maxImageMb?: string
  readonly maxImagesMb?: string
  readonly drainTimeout?: string
  readonly keepDeleted?: string
  readonly logLevel?: string
}

/** A setting's text and where it comes from, e.g. `--port` or `WEFT_PORT`. */
interface Setting {
  readonly text: string
  readonly from: string
}

/**
 * Reads the command's arguments and the environment; a flag wins over its variable, and an empty variable counts as
 * absent. Nothing else in Weft reads either.
 *
 * @param argv What follows `weft`.
 */
export function readInstruction(argv: readonly string[], surroundings: Surroundings): Instruction {
  let flags: Flags | undefined
  let printed = ''
  const print = (text: string): void => void (printed += text)

  const program = new Command('weft')
    .description(
      'A Yjs sync server: every document at ws://host:port/<document name>, kept on disk.',
    )
    .version(surroundings.version)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print })
  program
    .command('serve')
    .description('Run the server until it is told to stop.')
    .option('--port <number>', 'port to listen on, 0 for a free one; or WEFT_PORT (default: 1234)')
    .option('--host <address>', 'address to listen on; or WEFT_HOST (default: 127.0.0.1)')
    .option('--data <folder>', 'where documents are kept; or WEFT_DATA (default: ./data)')
    .option('--editor', 'also serve the editor, at /')
    .option('--pages <folder>', 'also serve the files of your built application, at /')
    .option(
      '--password-file <file>',
      'let in who knows the password in this file, of 8 characters or more; or WEFT_PASSWORD_FILE',
    )
    .option(
      '--insecure-open',
      'let whoever reaches the server read and change every document; or WEFT_INSECURE_OPEN=1',
    )
    .option(
      '--allow-origin <origins...>',
      'web pages that may connect besides those of this host, e.g. https://app.example.org; * for all; or WEFT_ALLOW_ORIGIN',
    )
    .option(
      '--limit <name=number...>',
      'a limit that is not to be the default, e.g. maxConnections=500; or WEFT_LIMITS',
    )
    .option(
      '--max-image-mb <number>',
      'the largest picture that can be put into a text, in megabytes; or WEFT_MAX_IMAGE_MB (default: 10)',
    )
    .option(
      '--max-images-mb <number>',
      'how much all pictures may take, in megabytes; 0 takes none; or WEFT_MAX_IMAGES_MB (default: 5000)',
    )
    .option(
      '--drain-timeout <seconds>',
      'how long stopping may wait for a disk that does not take what is left; or WEFT_DRAIN_TIMEOUT (default: 10)',
    )
    .option(
      '--keep-deleted <days>',
      'how long a deleted document can be restored; or WEFT_KEEP_DELETED (default: 30)',
    )
    .option(
      '--log-level <level>',
      `the lowest of ${LOG_LEVELS.join(', ')} that is logged; or WEFT_LOG_LEVEL (default: info)`,
    )
    .allowExcessArguments(false)
    .action((given: Flags) => void (flags = given))

  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { type: error.exitCode === 0 ? 'print' : 'refuse', text: printed.trim() }
  }
  return flags === undefined
    ? { type: 'refuse', text: printed.trim() }
    : instructionFrom(flags, surroundings)
}

function instructionFrom(flags: Flags, { env, cwd }: Surroundings): Instruction {
  const setting = (flag: string, given: string | undefined, fallback: string): Setting => {
    const variable = `WEFT_${flag.toUpperCase().replaceAll('-', '_')}`
    if (given !== undefined) return { text: given, from: `--${flag}` }
    return { text: env[variable] || fallback, from: variable }
  }

  const port = setting('port', flags.port, '1234')
  const host = setting('host', flags.host, '127.0.0.1')
  const data = setting('data', flags.data, './data')
  const drainTimeout = setting('drain-timeout', flags.drainTimeout, '10')
  const imageSize = setting('max-image-mb', flags.maxImageMb, '10')
  const imagesSize = setting('max-images-mb', flags.maxImagesMb, '5000')
  const keepDeleted = setting('keep-deleted', flags.keepDeleted, '30')
  const level = setting('log-level', flags.logLevel, 'info')
  const logLevel = LOG_LEVELS.find((each) => each === level.text)
  const allowedOrigins = readAllowedOrigins(flags.allowOrigin, env['WEFT_ALLOW_ORIGIN'])
  const limits = readLimits(flags.limit, env['WEFT_LIMITS'])
  const passwordFile = setting('password-file', flags.passwordFile, '')
  const insecureOpen = flags.insecureOpen ?? env['WEFT_INSECURE_OPEN'] === '1'

  if (!/^\d{1,5}$/.test(port.text) || Number(port.text) > 65_535)
    return refuse(
      `Cannot use "${port.text}" (${port.from}) as a port: it must be a number from 0 to 65535.`,
    )
  if (host.text === '') return refuse(`Cannot listen on an empty address (${host.from}).`)
  if (data.text === '') return refuse(`Cannot use an empty path (${data.from}) as the data folder.`)
  if (flags.editor && flags.pages !== undefined)
    return refuse('Cannot serve both the editor and pages at /: leave out --editor or --pages.')
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(drainTimeout.text))
    return refuse(
      `Cannot wait "${drainTimeout.text}" (${drainTimeout.from}) for the disk: it must be a number of seconds from 0 to 9999.`,
    )
  if (!/^([1-4]?[1-9]|[1-5]0)$/.test(imageSize.text))
    return refuse(
      `Cannot take pictures of "${imageSize.text}" (${imageSize.from}) megabytes: it must be a whole number from 1 to 50.`,
    )
  if (!/^\d{1,9}$/.test(imagesSize.text))
    return refuse(
      `Cannot keep "${imagesSize.text}" (${imagesSize.from}) megabytes of pictures: it must be a whole number.`,
    )
  if (!/^[1-9]\d{0,3}$/.test(keepDeleted.text))
    return refuse(
      `Cannot keep deleted documents for "${keepDeleted.text}" (${keepDeleted.from}): it must be a number of days from 1 to 9999.`,
    )
  if (!logLevel)
    return refuse(
      `Cannot log from level "${level.text}" (${level.from}): the levels are ${LOG_LEVELS.join(', ')}.`,
    )
  if (!allowedOrigins.ok) return refuse(allowedOrigins.problem)
  if (!limits.ok) return refuse(limits.problem)
  if (flags.passwordFile === '')
    return refuse('Cannot use an empty path (--password-file) as the file with the password.')
  if (passwordFile.text !== '' && insecureOpen)
    return refuse(
      `Cannot ask for a password (${passwordFile.from}) and let everybody in (${flags.insecureOpen ? '--insecure-open' : 'WEFT_INSECURE_OPEN'}): leave out one of them.`,
    )
  if (passwordFile.text === '' && !insecureOpen && !isLoopback(host.text))
    return refuse(
      `Cannot listen on "${host.text}" (${host.from}): whoever reaches it could read and change every document. ` +
        'Leave the address out, ask for a password with --password-file, or add --insecure-open if that is what you want.',
    )

  return {
    type: 'serve',
    config: {
      port: Number(port.text),
      host: host.text.replace(/^\[(.*)\]$/, '$1'),
      data: resolve(cwd, data.text),
      editor: flags.editor ?? false,
      pages: flags.pages === undefined ? undefined : resolve(cwd, flags.pages),
      passwordFile: passwordFile.text === '' ? undefined : resolve(cwd, passwordFile.text),
      insecureOpen,
      allowedOrigins: allowedOrigins.value,
      limits: limits.value,
      images: {
        maxBytes: Number(imageSize.text) * MEGABYTE,
        maxTotalBytes: Number(imagesSize.text) * MEGABYTE,
      },
      keepDeletedDays: Number(keepDeleted.text),
      drainTimeoutMs: Number(drainTimeout.text) * 1000,
      logLevel,
    },
  }
}

const MEGABYTE = 1024 * 1024

const refuse = (text: string): Instruction => ({ type: 'refuse', text })
