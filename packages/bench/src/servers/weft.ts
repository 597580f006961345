import { join } from 'node:path'
import { weftWire } from '../wires/weft-wire.ts'
import { REPOSITORY } from './places.ts'
import type { ServerKind } from './server-kind.ts'
import { versionOf } from './version-of.ts'

/**
 * Weft's own command with LevelDB, as anybody starts it. Three limits are raised, because the generator is no person: one
 * peer of it types a paper as fast as the server takes it, and it has more connections and rooms than a house.
 */
export function weft(): ServerKind {
  const folder = join(REPOSITORY, 'apps/server')
  return {
    id: 'weft',
    title: `Weft ${versionOf(folder)} (LevelDB, each write synced)`,
    wire: weftWire,
    keepsDocuments: true,
    command: [
      process.execPath,
      join(folder, 'bin/weft.js'),
      'serve',
      '--port={port}',
      '--data={data}',
      '--log-level=error',
      '--limit',
      'maxConnections=20000',
      'maxMessagesPerSecond=1000000',
      'maxRooms=20000',
    ],
  }
}
