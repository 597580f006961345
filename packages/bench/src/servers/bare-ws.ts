import { join } from 'node:path'
import { bareWsWire } from '../wires/bare-ws-wire.ts'
import { OWN, REPOSITORY } from './places.ts'
import type { ServerKind } from './server-kind.ts'
import { versionOf } from './version-of.ts'

/** The least that a relay can do: see `bare-ws/relay.mjs`. */
export function bareWs(): ServerKind {
  return {
    id: 'bare-ws',
    title: `bare ws ${versionOf(join(REPOSITORY, 'node_modules/ws'))} (keeps nothing)`,
    wire: bareWsWire,
    keepsDocuments: false,
    command: [process.execPath, join(OWN, 'bare-ws/relay.mjs'), '{port}'],
  }
}
