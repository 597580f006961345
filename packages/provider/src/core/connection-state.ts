import type { Liveness } from './liveness.ts'
import type { Refusal } from './refusal.ts'

/** `weft` speaks the extension; `stock` is any other y-websocket server. */
export type ServerKind = 'weft' | 'stock'

interface Numbered {
  /** Numbers the attempts to connect, so that what an older one still reports is not taken for this one's. */
  readonly attempt: number
}

/** What is carried from one attempt to the next. */
export interface Trying extends Numbered {
  /** Attempts that failed in a row, with the connections that did not last. 0 from a finished handshake on. */
  readonly failures: number
  /** Whether the token was fetched anew because the server had refused the one before. */
  readonly hasNewToken: boolean
}

/**
 * Where a connection is. Each state holds only what is its own.
 *
 * ```
 *          connect                  token              opened             first frame
 *   idle ───────────▶ authorizing ────────▶ connecting ───────▶ greeting ─────────────▶ joined
 *    ▲                     ▲  │                  │                  │                      │
 *    │                     │  └──────────┬───────┴──────────────────┴──────────────────────┤
 *    │           timer, wake, connect    │ closed, timed out, silent, broken              │ refused,
 *    │                     │             ▼                                                ▼ closed for good
 *    │                     └───────── waiting                     authorizing ◀─────── stopped
 *    │                                                                        connect
 *    └── disconnect, from every state; destroy leads from every state to destroyed, and nothing leads out of it
 * ```
 */
export type ConnectionState =
  /** Nobody wants a connection. */
  | ({ readonly name: 'idle' } & Numbered)
  /** Until the next attempt. */
  | ({ readonly name: 'waiting' } & Trying)
  /** The token is being fetched. */
  | ({ readonly name: 'authorizing' } & Trying)
  /** The socket is opening. */
  | ({ readonly name: 'connecting' } & Trying)
  /** We have said hello and heard nothing yet. */
  | ({ readonly name: 'greeting' } & Trying)
  | Joined
  /** Closed for good. A call of `connect` tries again. */
  | ({ readonly name: 'stopped'; readonly refusal: Refusal } & Numbered)
  | ({ readonly name: 'destroyed' } & Numbered)

export interface Joined extends Trying {
  readonly name: 'joined'
  readonly server: ServerKind
  /** Whether the server's sync step 2 has come. */
  readonly isSynced: boolean
  readonly liveness: Liveness
  /** Undefined until the server's welcome, or a stock server's step 2. */
  readonly handshake: FinishedHandshake | undefined
  /** Set once the server has said that it goes away: how long to stay away at most, in milliseconds. */
  readonly returnWithinMs: number
}

export interface FinishedHandshake {
  readonly atMs: number
  /** The count of failures before it: it goes on from there unless the connection lasts. */
  readonly failuresBefore: number
}

export type ConnectionEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  | { readonly type: 'destroy' }
  /** The timer that the machine has set. */
  | { readonly type: 'timer' }
  /** The network came back, or the page was shown again. */
  | { readonly type: 'wake' }
  /** The page goes away. If it comes back as it was, `wake` says so. */
  | { readonly type: 'hide' }
  /** The browser says that the network is gone. It has been wrong before. */
  | { readonly type: 'doubt' }
  | AttemptEvent

/** Reports of one attempt; ignored once there is a newer one. */
export type AttemptEvent = { readonly attempt: number } & (
  | { readonly type: 'tokenReady' }
  | { readonly type: 'tokenFailed' }
  | { readonly type: 'opened' }
  | {
      readonly type: 'closed'
      readonly code: number
      readonly reason: string
      /** Whether the code is one that must not be retried. */
      readonly isFinal: boolean
    }
  /** The first frame came, and tells what the server is. */
  | { readonly type: 'greeted'; readonly server: ServerKind }
  | { readonly type: 'synced' }
  /** Bytes came. */
  | { readonly type: 'heard' }
  | { readonly type: 'goingAway'; readonly maxDelayMs: number }
  /** The server sent what is no message, or nothing that can be applied. */
  | { readonly type: 'broken' }
  /** We will not go on with this server. */
  | { readonly type: 'refused'; readonly refusal: Refusal }
)

/** What listeners of `status` are told. */
export type ConnectionStatus = 'connecting' | 'connected' | 'disconnected'

/** There is one timer: setting it replaces it. */
export type TimerEffect =
  | { readonly type: 'setTimer'; readonly delayMs: number }
  | { readonly type: 'clearTimer' }

export type OutwardEffect =
  | { readonly type: 'fetchToken'; readonly attempt: number }
  | { readonly type: 'openSocket'; readonly attempt: number }
  /** Say hello, sync step 1 and awareness, and nothing else. */
  | { readonly type: 'greet' }
  | { readonly type: 'probe' }
  /** Tell the others that we leave. */
  | { readonly type: 'sayGoodbye' }
  | { readonly type: 'closeSocket'; readonly code: number; readonly reason: string }
  /** Everybody else's awareness state is out of date. */
  | { readonly type: 'forgetOthers' }
  | { readonly type: 'tellStatus'; readonly status: ConnectionStatus }
  | { readonly type: 'tellSync'; readonly isSynced: boolean }
  | { readonly type: 'tellRefusal'; readonly refusal: Refusal }

export type ConnectionEffect = TimerEffect | OutwardEffect

/** Times that the machine keeps to, in milliseconds, and what it may do. */
export interface ConnectionSettings {
  readonly maxBackoffMs: number
  readonly connectTimeoutMs: number
  readonly silenceTimeoutMs: number
  /** Whether another token can be had by fetching it again. */
  readonly canRenewToken: boolean
}

/** What `step` needs of the world. */
export interface Circumstances {
  /** Monotonic time in milliseconds. */
  readonly nowMs: number
  /** A number in [0, 1), drawn anew for each step. */
  readonly random: number
  readonly settings: ConnectionSettings
}
