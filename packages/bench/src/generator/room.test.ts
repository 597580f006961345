import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { Histogram } from '../measures/histogram.ts'
import { within } from '../measures/poll.ts'
import { bareWsWire } from '../wires/bare-ws-wire.ts'
import { LoadedRoom } from './room.ts'

let server: WebSocketServer
let port: number
/** Whether a sender's message, by its number, goes to a receiver. Each sends an edit, a move, an edit, and so on. */
let passes: (sender: number, message: number, receiver: number) => boolean

beforeEach(async () => {
  passes = () => true
  const sockets: WebSocket[] = []
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => {
    const sender = sockets.push(socket) - 1
    let messages = 0
    socket.on('message', (data: Buffer) => {
      const message = messages++
      for (const [index, other] of sockets.entries()) {
        if (other !== socket && passes(sender, message, index)) other.send(data)
      }
    })
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It has no port')
  port = address.port
})

afterEach(async () => {
  for (const client of server.clients) client.terminate()
  server.close()
  await once(server, 'close')
})

const plan = { name: 'room', index: 0, peers: 4, writers: 2, editsEach: 20, movesEach: 20 }

async function play() {
  const latency = new Histogram()
  const target = { port, wire: bareWsWire, kind: { keepsDocuments: false } }
  const room = await LoadedRoom.open(target, plan, latency, new Histogram())
  for (let step = 0; step < 20; step += 1) {
    for (const writer of [0, 1]) {
      room.edit(writer, true)
      room.move(writer, true)
    }
  }
  return { room, latency }
}

/** Waits until what is wrong with it is this, and stays so: all else has come. */
async function expectFaults(room: LoadedRoom, faults: readonly string[]) {
  await within(5_000, () => room.faults().join() === faults.join())
  expect(room.faults()).toEqual(faults)
}

test('every edit of every sender is seen to arrive at everybody else', async () => {
  const { room, latency } = await play()
  await expectFaults(room, [])
  expect(room.deliveries).toBe(2 * 20 * 3)
  expect(latency.count).toBe(120)
  room.leave()
})

test('one edit that a server loses on its way to one of many is noticed', async () => {
  passes = (sender, message, receiver) => !(sender === 0 && message === 10 && receiver === 3)
  const { room } = await play()
  await expectFaults(room, ['room: 1 deliveries of edits are missing'])
  expect(room.deliveries).toBe(119)
  room.leave()
})

test('a cursor’s last place that a server loses is noticed', async () => {
  passes = (sender, message, receiver) => !(sender === 1 && message === 39 && receiver === 0)
  const { room } = await play()
  await expectFaults(room, ["room: some see another place than a cursor's last"])
  room.leave()
})

test('a peer that the server closes is a fault', async () => {
  const { room } = await play()
  await expectFaults(room, [])
  const [first] = server.clients
  first?.close(4508)
  await expectFaults(room, ['room: 1 peers were closed (4508)'])
  room.leave()
})
