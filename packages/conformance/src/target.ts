import type { WireProtocol } from './wire-protocol.ts'

/** The server under test. */
export interface Target {
  /** `ws://` or `wss://`, with the path under which documents are. */
  readonly url: string
  readonly wire: WireProtocol
  /** What can be done to the server's process, as far as the kit was told how. */
  readonly controls: Controls
  /** How many times as long to wait for whatever is awaited: more for servers far away. @default 1 */
  readonly patience?: number
}

export interface Controls {
  /** Asks it to end, and starts it again. */
  readonly restart?: () => Promise<void>
  /** Kills it with -9, and starts it again. */
  readonly crash?: () => Promise<void>
  /** Its memory, in bytes. */
  readonly residentBytes?: () => number | undefined
  /** False when it has ended although nobody asked it to. */
  readonly isRunning?: () => boolean
  /** Starts it again after it ended by itself. */
  readonly revive?: () => Promise<void>
}
