import type { UnsavedDocument } from '@weft/server'

/** A server that takes connections. */
export interface Serving {
  /** E.g. `127.0.0.1:1234`. */
  readonly address: string
  /** How pages and documents are asked for there. */
  readonly scheme: { readonly page: 'http' | 'https'; readonly socket: 'ws' | 'wss' }
  /** Where administrators ask, e.g. `127.0.0.1:9090`; undefined where only who has the data folder can. */
  readonly adminAddress: string | undefined
  /** Sends newcomers away, and says that it is not ready: everybody else goes on. */
  drain(): void
  /**
   * Tells the peers, brings everything to disk and lets go of port and data. A disk that fails is tried until
   * `drain-timeout` is over.
   *
   * @throws {AggregateError} With all that failed on the way.
   */
  close(): Promise<void>
  /** What can be read anew while it runs, e.g. certificates: each does that, and logs what came of it. None throws. */
  readonly reloads: readonly (() => void)[]
  /** After {@link close}: whoever is still to be sent away goes at once. */
  hasten(): void
  /** What was taken and is not on disk, by document. */
  unsaved(): readonly UnsavedDocument[]
  /** Gives up what is not on disk. Resolves with whether storage could be closed in that time. */
  letGo(timeoutMs: number): Promise<boolean>
}
