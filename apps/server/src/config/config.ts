import type { AllowedOrigins, Limits, ProxyHeader } from '@weft/server'
import { accessFrom, type AccessConfig } from './access-config.ts'
import type { LogFormat, LogLevel } from '../log/log-level.ts'
import type { TlsFiles } from '../tls/read-certificate.ts'
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
  /** Who is let in. */
  readonly access: AccessConfig
  /** What all paths begin with; begins and ends with a slash. */
  readonly pathPrefix: string
  /** Files with the certificate and its key, absolute; undefined: plain http. */
  readonly tls: TlsFiles | undefined
  /** Which web pages may connect besides those from the server's own host name. */
  readonly allowedOrigins: AllowedOrigins
  /** Who is believed when it says for whom it asks, and in which header. */
  readonly trustedProxies: { readonly addresses: readonly string[]; readonly header: ProxyHeader }
  /** Those that are not to be the default. */
  readonly limits: Partial<Limits>
  readonly images: {
    /** The largest picture that is taken, in bytes. */
    readonly maxBytes: number
    /** All pictures together, in bytes. */
    readonly maxTotalBytes: number
  }
  /** How long it goes on once it was told to stop, for load balancers, in milliseconds. */
  readonly drainDelayMs: number
  /** Over how long peers are sent away, in milliseconds; undefined: by how many there are. */
  readonly drainWindowMs: number | undefined
  /** How long stopping may wait for a disk that does not take what is left, in milliseconds. */
  readonly drainTimeoutMs: number
  /** For how many days a deleted document can be restored. */
  readonly keepDeletedDays: number
  /** After how long a document is deleted that nobody opens or changes, in milliseconds; undefined: never. */
  readonly deleteIdleMs: number | undefined
  /** The lowest level that is logged. */
  readonly logLevel: LogLevel
  readonly logFormat: LogFormat
  /** Undefined: only who has the data folder can ask what administrators do. */
  readonly admin: AdminConfig | undefined
}

/** Where administrators ask over the network. */
export interface AdminConfig {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  /** A file with the administrators' token, absolute; undefined: the port is for metrics only. */
  readonly tokenFile: string | undefined
  /** A file with a token for metrics, absolute; undefined: they take the administrators'. */
  readonly metricsTokenFile: string | undefined
}

/** @throws {ConfigProblem} When something that is set cannot be. */
export function readConfig(flags: GivenFlags, surroundings: Surroundings): Config {
  return configFrom(readSettings(flags, surroundings))
}

/** @throws {ConfigProblem} When settings contradict each other, or would let in whom nobody asked. */
export function configFrom(read: ReadSettings): Config {
  const { values, from } = read
  const host = bareHost(values.host)
  if (values.editor && values.pages !== undefined)
    throw new ConfigProblem(
      `Cannot serve both the editor (${from('editor')}) and pages (${from('pages')}) at /: leave out one of them.`,
    )
  return {
    port: values.port,
    host,
    data: values.data,
    editor: values.editor,
    pages: values.pages,
    access: accessFrom(read, host),
    pathPrefix: values['path-prefix'],
    tls: tlsFilesOf(read),
    allowedOrigins: values['allow-origin'],
    trustedProxies: {
      addresses: values['trusted-proxy'],
      header: values['trusted-proxy-header'],
    },
    limits: values.limit,
    images: { maxBytes: values['max-image-mb'], maxTotalBytes: values['max-images-mb'] },
    drainDelayMs: values['drain-delay'],
    drainWindowMs: values['drain-window'],
    drainTimeoutMs: values['drain-timeout'],
    keepDeletedDays: values['keep-deleted'],
    deleteIdleMs: values['delete-idle-after'],
    logLevel: values['log-level'],
    logFormat: values['log-format'],
    admin: adminConfig(read),
  }
}

function adminConfig({ values, from }: ReadSettings): AdminConfig | undefined {
  const port = values['admin-port']
  const tokenFile = values['admin-token-file']
  const metricsTokenFile = values['metrics-token-file']
  if (port === undefined) {
    const named = (['admin-token-file', 'metrics-token-file'] as const).find((name) => values[name])
    if (named === undefined) return undefined
    throw new ConfigProblem(
      `Cannot use a token (${from(named)}) for a port that is not open: add --admin-port, or leave the token out.`,
    )
  }
  if (tokenFile === undefined && metricsTokenFile === undefined)
    throw new ConfigProblem(
      `Cannot open an admin port (${from('admin-port')}) without a token: whoever reaches it could delete every document. ` +
        'Write 16 characters or more into a file and name it with --admin-token-file, or with --metrics-token-file for metrics only.',
    )
  if (port !== 0 && port === values.port)
    throw new ConfigProblem(
      `Cannot use port ${port} for documents (${from('port')}) and for administrators (${from('admin-port')}): choose another for one of them.`,
    )
  return { port, host: bareHost(values['admin-host']), tokenFile, metricsTokenFile }
}

/** An IPv6 address without its brackets. */
const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

function tlsFilesOf({ values, from }: ReadSettings): TlsFiles | undefined {
  const { 'tls-cert': cert, 'tls-key': key } = values
  if (cert !== undefined && key !== undefined) return { cert, key }
  if (cert !== undefined)
    throw new ConfigProblem(
      `Cannot use a certificate (${from('tls-cert')}) without its private key: name the key's file with --tls-key.`,
    )
  if (key !== undefined)
    throw new ConfigProblem(
      `Cannot use a private key (${from('tls-key')}) without its certificate: name that file with --tls-cert.`,
    )
  return undefined
}
