// Started by cursor-traffic.mjs: some of the people, each with a provider of its own.
import { setTimeout as sleep } from 'node:timers/promises'
import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const PROVIDERS = { weft: WeftProvider, 'y-websocket': WebsocketProvider }
const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Edsger Dijkstra', 'Barbara Liskov']
const COLORS = ['#958df1', '#f98181', '#fbbc88', '#faf594', '#70cff8', '#94fadb', '#b9f18d']
/** The text in front of which nobody's cursor moves. */
const FIRST_PLACE = 10
const STEP = 7
const PATIENCE_MS = 240_000

/** All TCP sockets that there were: they count their bytes. */
const sockets = []

class CountedSocket extends WebSocket {
  constructor(...parameters) {
    super(...parameters)
    this.on('upgrade', (response) => sockets.push(response.socket))
  }
}

/** Of all processes on this machine the same, in milliseconds. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6

process.setMaxListeners(0)

let order
let ownIndex
const people = []
/** The clock of the text's first character. */
let firstClock
/** What was shown when something newer came: receiver and sender, the move that was shown, and when it was replaced. */
const replaced = []

process.on('message', (message) => void answer(message))

async function answer(message) {
  ownIndex = message.index
  if (message.join) {
    order = message.join
    await join()
    process.send({})
  }
  if (message.move) process.send(await move(message.move))
  if (message.sentAt) process.send({ outdatedMs: outdated(message.sentAt) })
}

async function join() {
  const { clients, of } = order
  for (let number = 0; number < clients; number += 1) {
    if (number % of === ownIndex) people.push(person(number))
  }
  await until(() =>
    people.every(
      ({ provider }) => provider.synced && provider.awareness.getStates().size === clients,
    ),
  )
  // What others still have to say about who came.
  await quiet()
}

function person(number) {
  const { kind, url, seed } = order
  const doc = new Y.Doc()
  doc.clientID = clientIdOf(number)
  Y.applyUpdate(doc, seed)
  const provider = new PROVIDERS[kind](url, 'cursors', doc, {
    WebSocketPolyfill: CountedSocket,
    disableBc: true,
  })
  const { awareness } = provider
  const user = { name: NAMES[number % NAMES.length], color: COLORS[number % COLORS.length] }
  awareness.setLocalStateField('user', user)
  const [paragraph] = doc.getXmlFragment('default').toArray()
  const [text] = paragraph.toArray()
  firstClock = Y.createRelativePositionFromTypeIndex(text, 0).item.clock
  const one = { number, text, provider, shown: new Map(), sentAt: [] }
  setCursor(one, 0)
  awareness.on('update', ({ added, updated }) => {
    for (const id of [...added, ...updated]) if (id !== doc.clientID) shows(one, id)
  })
  return one
}

function clientIdOf(number) {
  return 1_000_000_007 + number * 50_000_017
}

function setCursor({ number, text, provider }, index) {
  const place = (at) =>
    Y.createRelativePositionFromTypeIndex(text, FIRST_PLACE + number + at * STEP)
  const isDragging = order.rate > 20
  provider.awareness.setLocalStateField('cursor', {
    anchor: place(isDragging ? 0 : index),
    head: place(index),
  })
}

/** Which of its moves somebody's cursor shows. */
function moveOf(number, { cursor }) {
  return (cursor.head.item.clock - firstClock - FIRST_PLACE - number) / STEP
}

function shows({ number, provider, shown }, id) {
  const state = provider.awareness.getStates().get(id)
  if (!state.cursor) return
  const sender = (id - clientIdOf(0)) / (clientIdOf(1) - clientIdOf(0))
  const index = moveOf(sender, state)
  const before = shown.get(sender)
  shown.set(sender, index)
  if (before !== undefined && index > before)
    replaced.push({ number, sender, before, atMs: nowMs() })
}

async function move(moves) {
  replaced.length = 0
  const [startUp, startDown] = bytes()
  const startCpu = process.cpuUsage()
  const startMs = nowMs()
  await Promise.all(people.map((one) => moveOne(one, moves, startMs)))
  const isLast = ({ shown }) => [...shown.values()].every((index) => index === moves)
  const isComplete = await until(() => people.every(isLast)).then(
    () => true,
    () => false,
  )
  const tookMs = nowMs() - startMs
  const { user, system } = process.cpuUsage(startCpu)
  await quiet()
  const [up, down] = bytes()
  const sentAt = new Map(people.map((one) => [one.number, one.sentAt]))
  return {
    isComplete,
    tookMs,
    cpuMs: (user + system) / 1_000,
    bytesUp: up - startUp,
    bytesDown: down - startDown,
    sentAt,
  }
}

/** One move at a time, and none sooner than it is due: who falls behind does not catch up by leaving some out. */
async function moveOne(one, moves, startMs) {
  const periodMs = 1000 / order.rate
  const phaseMs = (one.number / order.clients) * periodMs
  for (let index = 1; index <= moves; index += 1) {
    await sleep(Math.max(1, startMs + phaseMs + (index - 1) * periodMs - nowMs()))
    one.sentAt[index] = nowMs()
    setCursor(one, index)
  }
}

/** How long what was shown had been out of date when it was replaced. */
function outdated(sentAt) {
  return Float64Array.from(
    replaced,
    ({ sender, before, atMs }) => atMs - sentAt.get(sender)[before + 1],
  )
}

function bytes() {
  return ['bytesWritten', 'bytesRead'].map((name) =>
    sockets.reduce((sum, socket) => sum + socket[name], 0),
  )
}

/** Resolves once no bytes have come or gone for a while. */
async function quiet() {
  let before
  do {
    before = bytes().join()
    await sleep(500)
  } while (before !== bytes().join())
}

async function until(condition) {
  const endMs = nowMs() + PATIENCE_MS
  while (!condition()) {
    if (nowMs() > endMs) throw new Error('It took too long')
    await sleep(20)
  }
}
