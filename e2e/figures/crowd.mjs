// Started by descriptors.mjs: many people who read along, and people who come when there is no room.
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeMessage, encodeMessage } from '@weft/protocol'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** So many try to come at a time. */
const AT_A_TIME = 200
const PATIENCE_MS = 60_000
const GREETING = encodeMessage({
  type: 'syncStep1',
  stateVector: Y.encodeStateVector(new Y.Doc()),
})

const people = new Set()
/** Of those who were in, how many were closed with which code. */
const lost = {}

process.on('message', (message) => void answer(message))

async function answer({ come, count, knock, rush, leave }) {
  if (come) process.send(await comeIn(come))
  if (count) process.send({ open: people.size, lost })
  if (knock) process.send(await oneByOne(knock))
  if (rush) process.send(await allAtOnce(rush))
  if (leave) {
    for (const socket of people) socket.terminate()
    process.send({})
  }
}

async function comeIn({ url, count, documents }) {
  for (let begun = 0; begun < count; begun += AT_A_TIME) {
    const size = Math.min(AT_A_TIME, count - begun)
    await Promise.all(
      Array.from({ length: size }, (_, index) =>
        join(`${url}/crowd-${(begun + index) % documents}`, { isToStay: true }),
      ),
    )
  }
  return { open: people.size }
}

/**
 * Resolves when the server has sent the document, or has closed.
 *
 * @param isToStay Otherwise it leaves as soon as it is in.
 */
function join(url, { patienceMs = PATIENCE_MS, isToStay = false } = {}) {
  const startMs = performance.now()
  const socket = new WebSocket(url, { perMessageDeflate: false })
  return new Promise((resolve) => {
    const done = (code) => resolve({ code, ms: performance.now() - startMs })
    const timer = setTimeout(() => done('nothing'), patienceMs)
    socket.on('open', () => socket.send(GREETING))
    socket.on('error', () => {})
    socket.on('close', (code) => {
      clearTimeout(timer)
      if (people.delete(socket)) lost[code] = (lost[code] ?? 0) + 1
      done(code)
    })
    socket.on('message', (data) => {
      if (decodeMessage(new Uint8Array(data)).type !== 'syncStep2') return
      clearTimeout(timer)
      done('in')
      if (isToStay) people.add(socket)
      else socket.terminate()
    })
  })
}

async function oneByOne({ url, count, patienceMs }) {
  const outcomes = []
  for (let index = 0; index < count; index += 1) {
    outcomes.push(await join(`${url}/newcomer`, { patienceMs }))
    await sleep(20)
  }
  return outcomes
}

/** How many came to which end. */
async function allAtOnce({ url, count }) {
  const ends = await Promise.all(Array.from({ length: count }, () => join(`${url}/newcomer`)))
  const counts = {}
  for (const { code } of ends) counts[code] = (counts[code] ?? 0) + 1
  return counts
}
