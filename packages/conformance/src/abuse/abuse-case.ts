import type { Arena } from './arena.ts'

/** One thing that a stranger may do, and what must come of it. */
export interface AbuseCase {
  /** As the list of attacks has it: A1 to A47. */
  readonly id: string
  readonly title: string
  /** Makes ready what takes long to make, before anything is measured. */
  readonly prepare?: () => void
  /** Does it, and resolves with how it was answered, e.g. `1002` or `8 × 4500, 42 × 1013`. */
  readonly attack: (arena: Arena) => Promise<string>
  /** What Weft must answer. */
  readonly expected: string | RegExp
  /** How much more memory the server may have meanwhile, in bytes. */
  readonly memoryBytes: number
  /** How much of the processor it may cost, in milliseconds; undefined where the amount of bytes decides. */
  readonly processorMs?: number
  /** How long others may have to wait for each other, in milliseconds, where one message costs that much. @default 250 */
  readonly othersMs?: number
  /** How many lines Weft's log has about it. @default 1 */
  readonly logLines?: number | 'any'
  /**
   * For what takes long, and gets a server of its own: `waits` goes on beside the quick ones, since it only waits; `floods`
   * comes after them.
   */
  readonly pace?: 'waits' | 'floods'
  /** Whether other servers are shown it, too. */
  readonly isForPeers?: true
  /** What the command is started with besides. */
  readonly weftArguments?: readonly string[]
  /** Limits that let it wait for less where the full time would only be waited for. */
  readonly shorterTimes?: readonly string[]
  /** How many files the server may have open. */
  readonly maxOpenFiles?: number
}
