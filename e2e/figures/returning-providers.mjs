// Started by restart.mjs: some of the people, each with a provider, a document and a socket of its own.
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
const CLIENTS_PER_DOCUMENT = 10
const PATIENCE_MS = 60_000

process.setMaxListeners(0)

/** Of all processes on this machine the same, in milliseconds. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6

const people = []

process.on('message', (message) => void answer(message))

async function answer({ index, join, watch }) {
  if (join) process.send(await comeIn(join, index))
  if (watch) process.send(await comeBack(watch))
}

async function comeIn({ kind, url, clients, of }, index) {
  for (let number = index; number < clients; number += of) {
    const document = `restart-${number % Math.ceil(clients / CLIENTS_PER_DOCUMENT)}`
    people.push(person(kind, url, document))
    await sleep(2)
  }
  await until(() => people.every(({ provider }) => provider.synced))
  return {}
}

function person(kind, url, document) {
  const one = { attempts: [], lostMs: 0, toldMs: 0 }
  class WatchedSocket extends WebSocket {
    constructor(...parameters) {
      super(...parameters)
      const { attempts, lostMs, toldMs } = one
      const withinMs = Math.max(BACKOFF_MS[kind](attempts.length), toldMs)
      attempts.push({ atMs: nowMs(), fromMs: lostMs, withinMs })
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

async function comeBack({ stoppedMs }) {
  for (const one of people) {
    one.attempts.length = 0
    one.provider.on('sync', (isSynced) => {
      if (isSynced) one.backMs ??= nowMs() - stoppedMs
    })
  }
  const delays = monitorEventLoopDelay()
  delays.enable()
  await until(() => people.every(({ backMs }) => backMs !== undefined)).catch(() => {})
  delays.disable()
  const clients = people.map(({ attempts, backMs }) => ({
    attempts: attempts.map(({ atMs, fromMs, withinMs }) => ({
      atMs: atMs - stoppedMs,
      fromMs: fromMs - stoppedMs,
      withinMs,
    })),
    backMs,
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
