import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import * as Y from 'yjs'
import {
  awareness,
  readMessage,
  step1,
  step2,
  update,
  type AwarenessEntry,
  type Message,
} from '../src/messages.ts'

/** What a server may do wrong. */
export type Flaw =
  | 'answers-nothing'
  | 'asks-nobody'
  | 'answers-before-it-has-loaded'
  | 'answers-with-everything'
  | 'passes-on-six-updates-in-seven'
  | 'loses-deletions'
  | 'keeps-edits-from-those-who-are-there'
  | 'ignores-step-2'
  | 'sends-garbage'
  | 'forgets-who-left'
  | 'tells-newcomers-of-nobody'
  | 'believes-strangers'
  | 'compares-names-without-case'
  | 'keeps-documents-in-an-object'
  | 'closes-with-1000'
  | 'never-pings'
  | 'never-says-a-word-in-silence'
  | 'takes-the-beginning-of-bad-updates'
  | 'passes-on-bad-states'
  | 'forgets-slow-readers'
  | 'asks-for-no-parents'

class Room {
  readonly doc = new Y.Doc()
  readonly peers = new Map<WebSocket, Set<number>>()
  readonly states = new Map<number, AwarenessEntry>()
}

/** A small server that does most things right, except for its flaws. It ends with the test. */
export async function startTinyServer(...flaws: readonly Flaw[]): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 2 ** 25 })
  const tiny = new TinyServer(new Set(flaws))
  server.on('connection', (socket, { url = '/' }) => tiny.welcome(socket, url.slice(1)))
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

class TinyServer {
  readonly #flaws: ReadonlySet<Flaw>
  readonly #rooms = new Map<string, Room>()
  #updates = 0

  constructor(flaws: ReadonlySet<Flaw>) {
    this.#flaws = flaws
  }

  welcome(socket: WebSocket, path: string): void {
    // What it would find there is a function and no room.
    if (this.#has('keeps-documents-in-an-object') && path in {}) {
      socket.close(1011)
      return
    }
    const room = this.#room(this.#has('compares-names-without-case') ? path.toLowerCase() : path)
    const isFirst = room.peers.size === 0
    room.peers.set(socket, new Set())
    const timer = setInterval(() => {
      if (!this.#has('never-pings')) socket.ping()
      if (!this.#has('never-says-a-word-in-silence')) socket.send(awareness())
    }, 200)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(timer)
      this.#leave(room, socket)
    })
    socket.on('message', (data, isBinary) => {
      try {
        if (!isBinary || !(data instanceof Buffer)) throw new Error('no binary frame')
        this.#take(room, socket, readMessage(data), isFirst)
      } catch {
        socket.close(this.#has('closes-with-1000') ? 1000 : 4400)
      }
    })
    if (!this.#has('asks-nobody')) socket.send(step1(Y.encodeStateVector(room.doc)))
    if (room.states.size > 0 && !this.#has('tells-newcomers-of-nobody'))
      socket.send(awareness(...room.states.values()))
  }

  #has(flaw: Flaw): boolean {
    return this.#flaws.has(flaw)
  }

  #room(name: string): Room {
    const room = this.#rooms.get(name) ?? new Room()
    this.#rooms.set(name, room)
    return room
  }

  #take(room: Room, socket: WebSocket, message: Message, isFirst: boolean): void {
    switch (message.type) {
      case 'step 1':
        if (!this.#has('answers-nothing')) this.#answer(room, socket, message.stateVector, isFirst)
        return
      case 'step 2':
        if (!this.#has('ignores-step-2')) this.#apply(room, socket, message.update)
        return
      case 'update':
        this.#apply(room, socket, message.update)
        return
      case 'awareness':
        this.#tell(room, socket, message.entries)
        return
      case 'query':
        socket.send(awareness(...room.states.values()))
        return
      case 'other':
        throw new Error('unknown type')
    }
  }

  #answer(room: Room, socket: WebSocket, stateVector: Uint8Array, isFirst: boolean): void {
    if (isFirst && this.#has('answers-before-it-has-loaded')) {
      socket.send(step2(Uint8Array.of(0, 0)))
      return
    }
    const state = this.#has('answers-with-everything')
      ? Y.encodeStateAsUpdate(room.doc)
      : Y.encodeStateAsUpdate(room.doc, stateVector)
    socket.send(step2(state))
  }

  #apply(room: Room, socket: WebSocket, bytes: Uint8Array): void {
    if (!this.#has('takes-the-beginning-of-bad-updates')) {
      const { structs } = Y.decodeUpdate(bytes)
      if (this.#has('loses-deletions') && structs.length === 0) return
    }
    const hasGap = () => room.doc.store.pendingStructs !== null
    try {
      Y.applyUpdate(room.doc, bytes)
    } catch (error) {
      // The very mistake: what came before the error is in the document.
      if (!this.#has('takes-the-beginning-of-bad-updates')) throw error
    }
    if (hasGap() && !this.#has('asks-for-no-parents'))
      socket.send(step1(Y.encodeStateVector(room.doc)))
    this.#updates += 1
    if (this.#has('passes-on-six-updates-in-seven') && this.#updates % 7 === 0) return
    for (const [peer] of room.peers) {
      if (this.#has('sends-garbage')) peer.send(update(Uint8Array.of(200, 200)))
      if (peer === socket || this.#has('keeps-edits-from-those-who-are-there')) continue
      if (this.#has('forgets-slow-readers') && peer.bufferedAmount > 2 ** 20) continue
      peer.send(update(bytes))
    }
  }

  #tell(room: Room, socket: WebSocket, entries: readonly AwarenessEntry[]): void {
    const own = room.peers.get(socket) ?? new Set()
    const news = entries.filter((entry) => {
      const known = room.states.get(entry.clientId)
      const isTheirs = own.has(entry.clientId) || !known
      if (!isTheirs && !this.#has('believes-strangers')) return false
      if (known && known.clock >= entry.clock && entry.state !== 'null') return false
      if (!this.#has('passes-on-bad-states')) JSON.parse(entry.state)
      return known !== undefined || entry.state !== 'null'
    })
    for (const entry of news) {
      if (entry.state === 'null') room.states.delete(entry.clientId)
      else room.states.set(entry.clientId, entry)
      own.add(entry.clientId)
    }
    if (news.length === 0) return
    for (const [peer] of room.peers) if (peer !== socket) peer.send(awareness(...news))
  }

  #leave(room: Room, socket: WebSocket): void {
    const own = room.peers.get(socket) ?? new Set()
    room.peers.delete(socket)
    if (this.#has('forgets-who-left')) return
    const gone = [...own].flatMap((clientId) => room.states.get(clientId) ?? [])
    for (const { clientId } of gone) room.states.delete(clientId)
    const entries = gone.map((entry) => ({ ...entry, state: 'null' }))
    if (entries.length > 0) for (const [peer] of room.peers) peer.send(awareness(...entries))
  }
}
