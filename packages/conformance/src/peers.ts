import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A server that this repository can start, ours or another. */
export interface Peer {
  readonly id: 'weft' | 'y-websocket-server' | 'hocuspocus'
  /** With version and storage, for tables. */
  readonly title: string
  readonly protocol: 'y-websocket' | 'hocuspocus'
  /** For `ServerProcess.start`. */
  readonly command: readonly string[]
}

const root = resolve(import.meta.dirname, '../../..')
const installed = resolve(import.meta.dirname, '../peers')

/** Weft's own command, once it is built. */
export function weftServer(): Peer {
  return {
    id: 'weft',
    title: `Weft ${versionOf(join(root, 'apps/server'))}`,
    protocol: 'y-websocket',
    command: [
      process.execPath,
      join(root, 'apps/server/bin/weft.js'),
      'serve',
      '--port={port}',
      '--data={data}',
    ],
  }
}

/**
 * The servers that Weft is compared with, each with a storage.
 *
 * @throws {Error} When they are not installed: `node packages/conformance/peers/install.mjs` does that.
 */
export function otherServers(): readonly Peer[] {
  const yWebsocket = join(installed, 'node_modules/@y/websocket-server')
  const hocuspocus = join(installed, 'node_modules/@hocuspocus/server')
  return [
    {
      id: 'y-websocket-server',
      title: `@y/websocket-server ${versionOf(yWebsocket)} (LevelDB)`,
      protocol: 'y-websocket',
      command: [
        'env',
        'HOST=127.0.0.1',
        'PORT={port}',
        'YPERSISTENCE={data}/level',
        process.execPath,
        join(yWebsocket, 'src/server.js'),
      ],
    },
    {
      id: 'hocuspocus',
      title: `Hocuspocus ${versionOf(hocuspocus)} (files)`,
      protocol: 'hocuspocus',
      command: [process.execPath, join(installed, 'hocuspocus.mjs'), '{port}', '{data}/files'],
    },
  ]
}

function versionOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : 'unknown'
}
