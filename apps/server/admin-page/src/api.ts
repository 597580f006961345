const TOKEN = 'weft-admin-token'

/** The server refused, in its words. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The token, for as long as this tab is open; no other tab and no cookie has it. */
export const token = {
  get: (): string | null => sessionStorage.getItem(TOKEN),
  set: (value: string): void => sessionStorage.setItem(TOKEN, value),
  forget: (): void => sessionStorage.removeItem(TOKEN),
}

/**
 * Asks the server.
 *
 * @param path Without a slash at its start, so that the page also works below a proxy's path.
 * @throws {Refusal} In the server's words; with status 0 when it cannot be reached.
 */
export async function ask<T>(method: string, path: string): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: { Authorization: `Bearer ${token.get() ?? ''}` },
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new Refusal(0, 'The server cannot be reached.')
  })
  const json: unknown = await answer.json().catch(() => ({}))
  if (answer.ok) return json as T
  const words = typeof json === 'object' && json !== null && 'error' in json ? json.error : ''
  throw new Refusal(answer.status, String(words) || `The server answered with ${answer.status}.`)
}

export const documentPath = (name: string, rest = ''): string =>
  `api/documents/${encodeURIComponent(name)}${rest}`

/** `GET api/log-level`. */
export interface LogLevelNow {
  readonly lowest: string
  readonly usual: string
  readonly untilMs?: number
}

/** `GET api/server`. */
export interface ServerNow {
  readonly version: string
  readonly uptimeSeconds: number
  readonly state: string
  readonly peers: number
  readonly rooms: number
  readonly behind: number
  readonly isSaving: boolean
  readonly unsavedEdits: number
  readonly lagMs: number
  readonly memory: { readonly residentBytes: number }
  readonly logLevel: LogLevelNow
}

/** One of `GET api/documents`. */
export interface ListedDocument {
  readonly document: string
  readonly title?: string
  readonly sizeBytes: number
  readonly records: number
  readonly changedMs?: number
  readonly usedMs?: number
  readonly room?: string
  readonly peers: number
  readonly behind: number
  readonly unsavedEdits: number
  readonly lagMs: number
  readonly isReadOnly: boolean
  readonly isDamaged: boolean
  readonly deletedMs?: number
}

export interface PeerNow {
  readonly id: string
  readonly state: string
  readonly user?: string
  readonly address: string
  readonly client?: string
  readonly rights?: string
  readonly sinceMs: number
  readonly isBehind: boolean
  readonly unreadBytes: number
  readonly roundTripMs?: number
}

/** `GET api/documents/<name>`. */
export interface DocumentNow {
  readonly document: string
  readonly title?: string
  readonly stored?: {
    readonly epoch: string
    readonly sequence: number
    readonly sizeBytes: number
    readonly createdMs: number
    readonly changedMs: number
  }
  readonly room?: {
    readonly state: string
    readonly sizeBytes: number
    readonly pendingBytes: number
    readonly unsavedEdits: number
    readonly lagMs: number
  }
  readonly isReadOnly: boolean
  readonly isDamaged: boolean
  readonly deletion?: { readonly deletedMs: number; readonly untilMs?: number }
  readonly peers: readonly PeerNow[]
  readonly totalPeers: number
}

/** `GET api/documents/<name>/state`. */
export interface StateNow {
  readonly roots: readonly {
    readonly name: string
    readonly kind: string
    readonly value: unknown
  }[]
  readonly isCut: boolean
}
