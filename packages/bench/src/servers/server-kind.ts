import type { Wire } from '../wires/wire.ts'

/** In the order of the table. */
export const SERVER_IDS = ['bare-ws', 'y-websocket-server', 'hocuspocus', 'weft'] as const

export type ServerId = (typeof SERVER_IDS)[number]

/** Those that have documents; the others only pass messages on. */
export const KEEPERS = [
  'y-websocket-server',
  'hocuspocus',
  'weft',
] as const satisfies readonly ServerId[]

/** A server that is measured. */
export interface ServerKind {
  readonly id: ServerId
  /** With its version and its store. */
  readonly title: string
  readonly wire: Wire
  /** Whether it has documents, or only passes messages on. */
  readonly keepsDocuments: boolean
  /** Its command's words; in each, `{port}` and `{data}` stand for the port and the data folder. */
  readonly command: readonly string[]
  /** Where its main thread spends its time, if that is wanted: what it then costs is no figure. */
  readonly onProfile?: (profile: unknown) => void
}
