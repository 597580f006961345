// Started by reconnect-storm.mjs: many clients that connect at once.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import { RawPeer } from './raw-peer.mjs'

process.once('message', (order) => void comeBack(order))

async function comeBack({ url, clients, state, whole }) {
  const own = new Y.Doc()
  if (state) Y.applyUpdate(own, state)
  const stateVector = Y.encodeStateVector(own)
  const expected = new Y.Doc()
  Y.applyUpdate(expected, whole)
  /** What came is looked at once for all that were sent the same. */
  const isWholeByHash = new Map()
  const isWhole = (update) => {
    const hash = createHash('sha256').update(update).digest('hex')
    if (!isWholeByHash.has(hash)) {
      const doc = new Y.Doc()
      if (state) Y.applyUpdate(doc, state)
      Y.applyUpdate(doc, update)
      isWholeByHash.set(hash, Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(expected)))
    }
    return isWholeByHash.get(hash)
  }
  let wrong = 0
  const heard = new Set()
  const times = []
  const startMs = performance.now()
  const follow = (message, peer) => {
    if (message.type === 'syncStep2') {
      times.push(performance.now() - startMs)
      if (!isWhole(message.update)) wrong += 1
    } else if (message.type === 'syncStep1') {
      // As a client does that has what it had, and no edits of its own.
      const update = Y.encodeStateAsUpdate(own, message.stateVector)
      peer.say({ type: 'syncStep2', update })
    } else if (message.type === 'update') {
      heard.add(peer)
    } else if (message.type === 'ping') {
      peer.say({ type: 'pong', id: message.id })
    }
  }
  const peers = Array.from({ length: clients }, () => new RawPeer(url, follow))
  for (const peer of peers) peer.socket.once('open', () => peer.greet(stateVector))
  const refused = () => peers.filter(({ closed }) => closed !== undefined).length
  const isOver = () => times.length + refused() >= clients || performance.now() - startMs > 120_000
  while (!isOver()) await sleep(10)
  await sleep(500)
  // And the room works: one edit reaches all others.
  heard.clear()
  const before = Y.encodeStateVector(expected)
  expected.getText('text').insert(0, 'x')
  const edit = Y.encodeStateAsUpdate(expected, before)
  peers[0].say({ type: 'update', update: edit })
  const endMs = performance.now() + 20_000
  while (heard.size < clients - 1 && performance.now() < endMs) await sleep(10)
  times.sort((a, b) => a - b)
  process.send({
    synced: times.length,
    refused: refused(),
    wrong,
    edit,
    isWritable: heard.size >= clients - 1,
    syncedMs: { p50: Math.round(times[times.length >> 1]), last: Math.round(times.at(-1)) },
  })
}
