import { decodeMessage, encodeMessage } from '@weft/protocol'
import { afterEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { welcome } from './core/scripted-server.test-support.ts'
import { WeftProvider } from './index.ts'

// Real sockets of the package ws: a small server that speaks the extension, on a port of its own.

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

it('works in Node with the WebSocket of ws: edits arrive, are confirmed, and others get them', async () => {
  const url = await serve()
  const ada = connect(url)
  const bob = connect(url)
  await Promise.all([ada.whenSynced, bob.whenSynced])
  const arrived = new Promise<void>((resolve) => {
    bob.doc.once('update', () => resolve())
  })
  ada.doc.getText('text').insert(0, 'hello')
  await Promise.all([ada.whenSaved(), arrived])

  expect(bob.doc.getText('text').toString()).toBe('hello')
  expect(ada.saveState).toBe('saved')
})

it('survives being closed while the socket opens, which ws reports as an error', async () => {
  const url = await serve()
  const provider = connect(url)
  provider.disconnect()
  provider.connect()
  await provider.whenSynced

  expect(provider.wsconnected).toBe(true)
})

it('tells why a server cannot be reached, and keeps trying', async () => {
  const provider = connect('ws://127.0.0.1:9')
  const event = await new Promise<Event>((resolve) => {
    provider.once('connection-error', resolve)
  })

  expect(event).toMatchObject({ error: { code: 'ECONNREFUSED' } })
  expect(provider.shouldConnect).toBe(true)
})

function connect(url: string): WeftProvider {
  const provider = new WeftProvider(url, 'doc', new Y.Doc(), {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  open.push(() => {
    provider.destroy()
    return Promise.resolve()
  })
  return provider
}

/** A server that keeps one document in memory and confirms whatever it gets. */
async function serve(): Promise<string> {
  const doc = new Y.Doc()
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  open.push(() => new Promise((resolve) => server.close(() => resolve())))
  server.on('connection', (socket) => {
    let count = 0
    const confirm = (update: Uint8Array) => {
      Y.applyUpdate(doc, update, socket)
      count += 1
      socket.send(encodeMessage({ type: 'saved', count, sequence: count }))
    }
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== socket) socket.send(encodeMessage({ type: 'update', update }))
    })
    socket.binaryType = 'arraybuffer'
    socket.on('message', (data: ArrayBuffer) => {
      const message = decodeMessage(new Uint8Array(data))
      if (message.type === 'hello') socket.send(encodeMessage(welcome))
      if (message.type === 'syncStep1') {
        const update = Y.encodeStateAsUpdate(doc, message.stateVector)
        socket.send(encodeMessage({ type: 'syncStep2', update }))
        const stateVector = Y.encodeStateVector(doc)
        socket.send(encodeMessage({ type: 'syncStep1', stateVector }))
      }
      if (message.type === 'syncStep2' || message.type === 'update') confirm(message.update)
    })
  })
  await new Promise((resolve) => {
    server.once('listening', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `ws://127.0.0.1:${address.port}`
}
