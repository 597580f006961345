import { isLoopback, type AllowedOrigins, type Limits } from '@weft/server'
import type { LogLevel } from '../json-log.ts'
import { ConfigProblem } from './config-problem.ts'
import {
  readSettings,
  type GivenFlags,
  type ReadSettings,
  type Surroundings,
} from './read-settings.ts'

/** What the server is to be, once all settings fit together. */
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

/** @throws {ConfigProblem} When something that is set cannot be. */
export function readConfig(flags: GivenFlags, surroundings: Surroundings): Config {
  return configFrom(readSettings(flags, surroundings))
}

/** @throws {ConfigProblem} When settings contradict each other, or would let in whom nobody asked. */
export function configFrom({ values, from }: ReadSettings): Config {
  const host = values.host.replace(/^\[(.*)\]$/, '$1')
  const passwordFile = values['password-file']
  const insecureOpen = values['insecure-open']
  if (values.editor && values.pages !== undefined)
    throw new ConfigProblem(
      `Cannot serve both the editor (${from('editor')}) and pages (${from('pages')}) at /: leave out one of them.`,
    )
  if (passwordFile !== undefined && insecureOpen)
    throw new ConfigProblem(
      `Cannot ask for a password (${from('password-file')}) and let everybody in (${from('insecure-open')}): leave out one of them.`,
    )
  if (passwordFile === undefined && !insecureOpen && !isLoopback(host))
    throw new ConfigProblem(
      `Cannot listen on "${values.host}" (${from('host')}): whoever reaches it could read and change every document. ` +
        'Leave the address out, ask for a password with --password-file, or add --insecure-open if that is what you want.',
    )
  return {
    port: values.port,
    host,
    data: values.data,
    editor: values.editor,
    pages: values.pages,
    passwordFile,
    insecureOpen,
    allowedOrigins: values['allow-origin'],
    limits: values.limit,
    images: { maxBytes: values['max-image-mb'], maxTotalBytes: values['max-images-mb'] },
    drainTimeoutMs: values['drain-timeout'],
    keepDeletedDays: values['keep-deleted'],
    logLevel: values['log-level'],
  }
}
