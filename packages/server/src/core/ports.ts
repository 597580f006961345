import type { CloseCode, DocumentName } from '@weft/protocol'
import type { Doc } from 'yjs'

/** Cancels a timer; harmless when it has fired. */
export type Cancel = () => void

/** Time and scheduling, handed in so that a test can play both. */
export interface Clock {
  /** Monotonic time in milliseconds. */
  now(): number
  /** Wall-clock time in milliseconds since 1970. */
  wallTime(): number
  after(delayMs: number, run: () => void): Cancel
  /**
   * How long the process has worked in all, in milliseconds, if that can be had: on a machine that is busy with other
   * things, work takes much longer than it costs.
   */
  workTime?(): number
  /** Runs once the input that is already here has been read. */
  soon(run: () => void): Cancel
}

/** Randomness, handed in for the same reason. */
export interface Random {
  /** A number in [0, 1), for jitter. */
  next(): number
  /** An unguessable text of at least 128 bits, for ids and secrets. */
  secret(): string
}

/** The other end of one connection, as a session sees it. */
export interface Peer {
  /**
   * Hands frames to the transport, to leave in one write. Never throws; does nothing once closed.
   *
   * @param prefix Stands before each of them: which channel it is for, on a shared connection.
   */
  send(frames: readonly Uint8Array[], prefix?: Uint8Array): void
  /** Bytes handed over that have not left yet. */
  bufferedBytes(): number
  /** Asks the other end for a sign of life. */
  ping(): void
  /** Ends the connection politely. The reason has at most 123 bytes of UTF-8. */
  close(code: CloseCode, reason: string): void
  /** Ends the connection at once. */
  terminate(): void
}

/** Of what there are too many. */
export type Excess = 'total' | 'address'

/** Counts the channels of one connection with those of others. */
export interface ChannelGate {
  /** Counts one more, unless there are too many. */
  enter(): Excess | undefined
  /** One is gone. */
  leave(): void
}

/** Who asks, as far as the connection tells. Nothing in it is verified. */
export interface Requester {
  /** From hello, else from the query parameter `token`. */
  readonly token: string | undefined
  /** As Node gives them; of a WebSocket's request without those that only open it, e.g. `upgrade`. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The other end's address: behind a proxy that is trusted, what that says; behind another, the proxy's. */
  readonly address: string
}

/** What somebody wants to do with a document, or, with `list`, with all of them. */
export type Action = 'read' | 'write' | 'list' | 'create' | 'delete' | 'upload'

/** Whether it is allowed, and on what terms. */
export type Authorization =
  | {
      readonly allowed: true
      /**
       * Who the application says it is; recorded with every update. It is put into every awareness state of the peer as
       * `user.id`, whatever its client says, so that nobody can pose as another. Once the application has named a user, no
       * state of a peer that is none has a `user.id`. Who somebody is, is taken from the answer to `write`, else to `read`.
       * @default nobody in particular
       */
      readonly user?: string
      /** What the others are to call that user: `user.name` in every awareness state of the peer. @default its `user` */
      readonly name?: string
      /** The color of its caret: `user.color`, as CSS has it. @default what its client says */
      readonly color?: string
      /**
       * How long that holds, in milliseconds, e.g. until the token ends. After that the peer is closed with 4401, unless it
       * has sent another token, as Weft's provider does in time, or the hook, asked anew a little before, names a later end.
       * @default for as long as the connection lasts
       */
      readonly validForMs?: number
      /**
       * The document that the name stands for, if it is a link and no document's own name: the peer is let into that one,
       * and never told what it is called. Taken from the answer to `read`; what else is asked about this peer is asked with
       * the name that it came with. @default the document of that name
       */
      readonly document?: string
      /**
       * Whether the others are not to know that the peer is here: it sees their presence, and its own is dropped. Taken
       * from the answer to `read`. @default false
       */
      readonly isHidden?: boolean
    }
  | {
      readonly allowed: false
      /**
       * `unauthenticated` asks for another token (4401); `forbidden` (4403) and `not-found` (4404) are final. `not-found` is
       * for a document that is not to be had any more, such as a deleted one, whatever clients still hold of it.
       */
      readonly because: 'unauthenticated' | 'forbidden' | 'not-found'
      /** In words, for the one who asked. At most 123 bytes reach it. */
      readonly reason: string
    }

/**
 * Decides who may do what. Asked for `read` and `write` when a peer joins, and `create` when there is no such document
 * yet; a peer that may read but not write joins read-only. If it throws, or gives no answer within
 * {@link Limits.authorizeTimeoutMs}, the answer is no, for now (1013). Asked for `read` and `write` anew when a peer sends
 * another token, a little before `validForMs` is over, and by `reauthorize`; if it throws then, what it said before holds, for
 * as long as it said, and it is asked again after a few seconds.
 *
 * @param document The document's name, as it was asked for; undefined for `list`.
 */
export type Authorize = (
  who: Requester,
  action: Action,
  document: DocumentName | undefined,
) => Authorization | Promise<Authorization>

/** Allows everything to everyone: for a server that only trusted people can reach. */
export const allowEveryone: Authorize = () => ({ allowed: true })

/**
 * Gives a new document its first content: asked before anyone is answered, each time that the document is loaded while
 * nothing was ever stored in it. Return a Yjs update (V1) made with a fixed client ID, so that it is harmless if a crash
 * makes it count twice; undefined to start empty. If it throws nobody gets in, for now (1013).
 */
export type Seed = (
  document: DocumentName,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>

/**
 * Told after a document changed and the change is on disk: {@link Limits.changedDebounceMs} after the last change, and
 * during steady typing every {@link Limits.changedMaxWaitMs}. Edits made to `doc` here are stored and shared like any
 * other, but are no news: it is not called for them.
 */
export type Changed = (document: DocumentName, doc: Doc) => void | Promise<void>

/** Application code that the server calls. What it throws is logged and goes no further. */
export interface Hooks {
  readonly authorize: Authorize
  readonly seed?: Seed
  readonly changed?: Changed
}

/** One thing that happened. Never holds a document's content or a token. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** A fixed name, e.g. `peer-refused`. */
  readonly event: string
  readonly document?: string
  /** The session's id. */
  readonly peer?: string
  readonly [detail: string]: unknown
}

/** Takes what the server has to say of itself. */
export type Log = (entry: LogEntry) => void

/** The words of anything thrown, for a log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
