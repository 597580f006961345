// Started by restart.mjs: some of the people, each with a provider, a document and a socket of its own. Each writes edits
// that name him and are numbered, until all are told to stop.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeMessage, messageType } from '@weft/protocol'
import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const PROVIDERS = { weft: WeftProvider, 'y-websocket': WebsocketProvider }
/** The longest that a provider's backoff waits for its next attempt, after so many that failed. */
const BACKOFF_MS = {
  weft: (failures) => Math.min(30_000, 1_000 * 2 ** failures),
  'y-websocket': (failures) => Math.min(2_500, 200 * 2 ** failures),
}
const PATIENCE_MS = 90_000
/** Each writes so often. */
const WRITE_EVERY_MS = 4_000

process.setMaxListeners(0)

/** Of all processes on this machine the same, in milliseconds. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6

// When the timer was to fire whose callback runs now: that is what a provider has chosen, and when it fires is the machine's.
let dueMs
const setTimer = globalThis.setTimeout
globalThis.setTimeout = (run, delayMs = 0, ...parameters) => {
  const atMs = nowMs() + delayMs
  return setTimer(() => {
    dueMs = atMs
    try {
      run(...parameters)
    } finally {
      dueMs = undefined
    }
  }, delayMs)
}

const people = []
const timers = []

process.on('message', (message) => void answer(message))

async function answer({ index, join, saved, watch, back, finish }) {
  if (join) process.send(await comeIn(join, index))
  if (saved) process.send(people.map(standing))
  if (watch) process.send(beginToWatch())
  if (back) process.send(await comeBack(back))
  if (finish) process.send(await stopWriting())
}

async function comeIn({ kind, url, clients, inOne, documents, of }, index) {
  for (let number = index; number < clients; number += of) {
    const document = number < inOne ? 'restart-hot' : `restart-${number % documents}`
    people.push(person(kind, url, document, number))
    await sleep(2)
  }
  await until(() => people.every(({ provider }) => provider.synced))
  for (const one of people) {
    setTimer(() => {
      write(one)
      timers.push(setInterval(() => write(one), WRITE_EVERY_MS))
    }, Math.random() * WRITE_EVERY_MS)
  }
  return {}
}

function write(one) {
  if (one.hasStopped) return
  one.written += 1
  one.provider.doc.getArray('edits').push([`${one.number}:${one.written}`])
}

/** How many of somebody's edits were reported saved, and which of others' edits the server has brought. */
function standing({ number, document, written, provider }) {
  const own = `${number}:`
  const all = provider.doc.getArray('edits').toArray()
  const heard = all.filter((edit) => !edit.startsWith(own))
  return { number, document, written, saved: written - (provider.unsavedChanges ?? written), heard }
}

async function stopWriting() {
  for (const timer of timers) clearInterval(timer)
  for (const one of people) one.hasStopped = true
  await Promise.all(people.map(({ provider }) => provider.whenSaved?.()))
  return people.map(({ number, document, written }) => ({ number, document, written }))
}

function person(kind, url, document, number) {
  const one = { number, document, written: 0, attempts: [], lostMs: 0, toldMs: 0 }
  class WatchedSocket extends WebSocket {
    constructor(...parameters) {
      super(...parameters)
      const { attempts, lostMs, toldMs } = one
      const withinMs = Math.max(BACKOFF_MS[kind](attempts.length), toldMs)
      attempts.push({ atMs: nowMs(), dueMs: dueMs ?? nowMs(), fromMs: lostMs, withinMs })
      one.toldMs = 0
      this.on('message', (data) => {
        const frame = new Uint8Array(data)
        if (frame[0] === messageType.goingAway) one.toldMs = decodeMessage(frame).maxDelayMs
      })
    }
  }
  one.provider = new PROVIDERS[kind](url, document, new Y.Doc(), {
    WebSocketPolyfill: WatchedSocket,
    disableBc: true,
  })
  one.provider.on('connection-close', () => (one.lostMs = nowMs()))
  return one
}

const delays = monitorEventLoopDelay()

function beginToWatch() {
  for (const one of people) {
    one.attempts.length = 0
    one.provider.on('sync', (isSynced) => {
      if (isSynced) one.backAtMs ??= nowMs()
    })
  }
  delays.enable()
  return {}
}

async function comeBack({ stoppedMs }) {
  await until(() => people.every(({ backAtMs }) => backAtMs !== undefined)).catch(() => {})
  delays.disable()
  const clients = people.map(({ attempts, backAtMs }) => ({
    attempts: attempts.map(({ atMs, dueMs, fromMs, withinMs }) => ({
      atMs: atMs - stoppedMs,
      dueMs: dueMs - stoppedMs,
      fromMs: fromMs - stoppedMs,
      withinMs,
    })),
    backMs: backAtMs === undefined ? undefined : backAtMs - stoppedMs,
  }))
  return { clients, lateMs: delays.max / 1e6 }
}

async function until(condition) {
  const endMs = nowMs() + PATIENCE_MS
  while (!condition()) {
    if (nowMs() > endMs) throw new Error('It took too long')
    await sleep(20)
  }
}
