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
const WRITE_EVERY_MS = 10_000

process.setMaxListeners(0)

/** Of all processes on this machine the same, in milliseconds. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6

// The timer whose callback runs now: when it was set and when it was to fire. That is what a provider has chosen; when it
// fires is the machine's.
let running
const setTimer = globalThis.setTimeout
globalThis.setTimeout = (run, delayMs = 0, ...parameters) => {
  const setMs = nowMs()
  return setTimer(() => {
    running = { setMs, dueMs: setMs + delayMs }
    try {
      run(...parameters)
    } finally {
      running = undefined
    }
  }, delayMs)
}

const people = []
const timers = []

process.on('message', (message) => void answer(message))

async function answer({ index, join, progress, saved, watch, back, finish }) {
  if (join) process.send(await comeIn(join, index))
  if (progress) process.send(people.filter((one) => savedOf(one) === 0).length)
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

/** Only Weft's provider tells. */
function savedOf({ written, provider }) {
  return written - (provider.unsavedChanges ?? written)
}

/** How many of somebody's edits were reported saved, and which of others' edits the server has brought. */
function standing(one) {
  const { number, document, written, provider } = one
  const own = `${number}:`
  const all = provider.doc.getArray('edits').toArray()
  const heard = all.filter((edit) => !edit.startsWith(own))
  return { number, document, written, saved: savedOf(one), heard }
}

async function stopWriting() {
  for (const timer of timers) clearInterval(timer)
  for (const one of people) one.hasStopped = true
  await Promise.all(people.map(({ provider }) => provider.whenSaved?.()))
  return people.map(({ number, document, written }) => ({ number, document, written }))
}

function person(kind, url, document, number) {
  const one = { number, document, written: 0, attempts: [], toldMs: 0 }
  class WatchedSocket extends WebSocket {
    constructor(...parameters) {
      super(...parameters)
      const { attempts, toldMs } = one
      const withinMs = Math.max(BACKOFF_MS[kind](attempts.length), toldMs)
      const { setMs, dueMs } = running ?? { setMs: nowMs(), dueMs: nowMs() }
      const attempt = { atMs: nowMs(), dueMs, fromMs: setMs, withinMs }
      attempts.push(attempt)
      this.on('open', () => (attempt.openMs = nowMs()))
      this.on('error', (error) => (attempt.end = error.message))
      this.on('close', (code) => {
        attempt.end = `${code} ${attempt.end ?? ''}`
        attempt.endMs = nowMs()
      })
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
    attempts: attempts.map(({ atMs, dueMs, fromMs, withinMs, openMs, endMs, end }) => ({
      atMs: atMs - stoppedMs,
      dueMs: dueMs - stoppedMs,
      fromMs: fromMs - stoppedMs,
      withinMs,
      openMs: openMs && openMs - stoppedMs,
      endMs: endMs && endMs - stoppedMs,
      end,
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
