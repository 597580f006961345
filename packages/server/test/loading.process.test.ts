import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeMessage, encodeMessage } from '@weft/protocol'
import { openLevelStorage } from '@weft/storage-level'
import { SeededRandom } from '@weft/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { openHelloSocket } from './hello-socket.ts'
import { emptyFolder, ScriptProcess } from './server-process.ts'

const TIMEOUT_MS = 120_000

/** Words all over a text, by several people: many structs that do not join. */
function scattered(edits: number): Uint8Array[] {
  const random = new SeededRandom(7)
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('text')
  for (let at = 0; at < edits; at += 1) {
    doc.clientID = 1 + random.below(20)
    text.insert(random.below(text.length + 1), 'word ')
  }
  return updates
}

/** Updates that each lack what they build on: Yjs merges all of them again for every one. */
function gaps(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => {
    const doc = new Y.Doc()
    doc.clientID = 1000 + at
    doc.getText('text').insert(0, 'a')
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(1, 'b')
    return Y.encodeStateAsUpdate(doc, before)
  })
}

async function store(path: string, document: string, updates: readonly Uint8Array[]) {
  const storage = await openLevelStorage({ path })
  await storage.create(document, 'epoch', 1)
  for (let at = 0; at < updates.length; at += 1000) {
    const batch = updates.slice(at, at + 1000)
    await storage.append(
      batch.map((update) => ({
        document,
        updates: [{ update, user: undefined, timeMs: 1 }],
      })),
    )
  }
  await storage.close()
}

/** Somebody in another document, who asks for a sign of life again and again; keeps the longest wait. */
class Pinger {
  readonly #socket: WebSocket
  worstMs = 0
  answers = 0
  #sentMs = 0
  #id = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      if (decodeMessage(data).type !== 'pong') return
      this.worstMs = Math.max(this.worstMs, performance.now() - this.#sentMs)
      this.answers += 1
      setImmediate(() => this.ping())
    })
    this.ping()
  }

  ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#sentMs = performance.now()
    this.#socket.send(encodeMessage({ type: 'ping', id: (this.#id += 1) }))
  }
}

/** What a stock client is sent of a document. Not applied: that would keep this process from measuring. */
async function stateOf(url: string): Promise<Uint8Array[]> {
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  const updates: Uint8Array[] = []
  const isComplete = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(data)
      if ('update' in message) updates.push(message.update)
      if (message.type === 'syncStep2') resolve()
    })
  })
  await once(socket, 'open')
  socket.send(encodeMessage({ type: 'syncStep1', stateVector: new Uint8Array([0]) }))
  await isComplete
  return updates
}

async function started(path: string, limits: object) {
  const server = new ScriptProcess('serve.mjs', path, JSON.stringify(limits))
  const url = `ws://127.0.0.1:${await server.port()}`
  const pinger = new Pinger(await openHelloSocket(`${url}/elsewhere`))
  return { server, url, pinger }
}

test(
  '[L10] a long log is loaded while others hardly wait, with a thread and without',
  { timeout: TIMEOUT_MS },
  async () => {
    const path = await emptyFolder()
    const updates = scattered(60_000)
    await store(path, 'long', updates)
    const begunMs = performance.now()
    const alone = new Y.Doc()
    Y.transact(alone, () => {
      for (const update of updates) Y.applyUpdate(alone, update)
    })
    const atOnceMs = performance.now() - begunMs
    for (const condenseAfterBytes of [1e12, 1]) {
      // A document that was condensed is compacted, and each is to begin with the log.
      const copy = join(await emptyFolder(), 'data')
      await cp(path, copy, { recursive: true })
      const limits = { condenseAfterBytes, compactAfterRecords: 1e9 }
      const { server, url, pinger } = await started(copy, limits)
      const state = await stateOf(`${url}/long`)
      const { worstMs, answers } = pinger
      expect(answers).toBeGreaterThan(20)
      // Mostly it is far less; but the machine may have other things to do.
      expect(worstMs).toBeLessThan(Math.max(300, atOnceMs))
      const doc = new Y.Doc()
      for (const update of state) Y.applyUpdate(doc, update)
      expect(doc.getText('text').toString()).toBe(alone.getText('text').toString())
      await server.kill()
    }
  },
)

test(
  '[L11] a log that takes too long is given up, and the others go on',
  { timeout: TIMEOUT_MS },
  async () => {
    const path = await emptyFolder()
    await store(path, 'slow', gaps(8_000))
    const { url, pinger } = await started(path, { loadTimeoutMs: 2_000 })
    const socket = new WebSocket(`${url}/slow`)
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    const begunMs = performance.now()
    socket.send(encodeMessage({ type: 'syncStep1', stateVector: new Uint8Array([0]) }))
    const [code, reason] = await once(socket, 'close')
    expect([code, String(reason)]).toEqual([1013, expect.stringContaining('takes too')])
    expect(performance.now() - begunMs).toBeLessThan(10_000)
    expect(pinger.worstMs).toBeLessThan(1_000)
  },
)
