// `node hocuspocus.mjs <port> <data folder>`: Hocuspocus with its own SQLite extension, both with their defaults.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const [port, folder] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database: join(folder, 'documents.sqlite') })],
})
await server.listen()
