import { join } from 'node:path'
import { yWebsocketWire } from '../wires/y-websocket-wire.ts'
import { PEERS } from './places.ts'
import type { ServerKind } from './server-kind.ts'
import { versionOf } from './version-of.ts'

/** y-websocket's server with its LevelDB: 0.1.1 is the last version that has one. */
export function yWebsocketServer(): ServerKind {
  const folder = join(PEERS, '@y/websocket-server')
  return {
    id: 'y-websocket-server',
    title: `@y/websocket-server ${versionOf(folder)} (LevelDB)`,
    wire: yWebsocketWire,
    keepsDocuments: true,
    command: [
      'env',
      'HOST=127.0.0.1',
      'PORT={port}',
      'YPERSISTENCE={data}',
      process.execPath,
      join(folder, 'src/server.js'),
    ],
  }
}
