// Hocuspocus with its database extension over plain files: `node hocuspocus.mjs <port> <data folder>`.
import { mkdirSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'

const [port, folder] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })

const fileOf = (documentName) =>
  join(folder, Buffer.from(documentName, 'utf8').toString('base64url').slice(0, 200))

async function fetch({ documentName }) {
  try {
    return await readFile(fileOf(documentName))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

// Whole or not at all, and on disk: what is lost in a crash is then lost by the server and not by this file.
async function store({ documentName, state }) {
  const file = await open(`${fileOf(documentName)}.new`, 'w')
  try {
    await file.writeFile(state)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${fileOf(documentName)}.new`, fileOf(documentName))
}

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new Database({ fetch, store })],
})
await server.listen()
