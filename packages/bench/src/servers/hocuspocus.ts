import { join } from 'node:path'
import { hocuspocusWire } from '../wires/hocuspocus-wire.ts'
import { PEERS } from './places.ts'
import type { ServerKind } from './server-kind.ts'
import { versionOf } from './version-of.ts'

/** Hocuspocus with its SQLite extension. It stores a document two to ten seconds after it was edited. */
export function hocuspocus(): ServerKind {
  const version = versionOf(join(PEERS, '@hocuspocus/server'))
  return {
    id: 'hocuspocus',
    title: `Hocuspocus ${version} (SQLite)`,
    wire: hocuspocusWire,
    keepsDocuments: true,
    command: [process.execPath, join(PEERS, '../hocuspocus.mjs'), '{port}', '{data}'],
  }
}
