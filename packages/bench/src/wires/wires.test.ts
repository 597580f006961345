import { awarenessFrame, encodeMessage, syncStep1Frame, updateFrame } from '@weft/protocol'
import { beforeEach, expect, test } from 'vitest'
import { bareWsWire } from './bare-ws-wire.ts'
import { hocuspocusWire } from './hocuspocus-wire.ts'
import { weftWire } from './weft-wire.ts'
import type { Wire, WireListener } from './wire.ts'
import { yWebsocketWire } from './y-websocket-wire.ts'

let heard: string[]
let listener: WireListener

const hex = (bytes: Uint8Array, start: number, end: number) =>
  Buffer.from(bytes.slice(start, end)).toString('hex')

beforeEach(() => {
  heard = []
  listener = {
    onUpdate: (...what) => heard.push(`update ${hex(...what)}`),
    onSynced: () => heard.push('synced'),
    onAsked: () => heard.push('asked'),
    onAwareness: (...what) => heard.push(`awareness ${hex(...what)}`),
    onAwarenessPatch: (...what) => heard.push(`patch ${hex(...what)}`),
    onSaved: (count) => heard.push(`saved ${count}`),
    onReply: (message) => heard.push(`reply ${hex(message, 0, message.length)}`),
  }
})

/** What a wire makes of a message that lies somewhere in a buffer. */
function read(wire: Wire, message: Uint8Array): void {
  const bytes = Buffer.concat([Uint8Array.of(9, 9), message, Uint8Array.of(9)])
  wire.read(bytes, 2, 2 + message.length, listener)
}

const wires = { yWebsocketWire, bareWsWire, weftWire, hocuspocusWire }

test.each(Object.entries(wires))('%s hears y-websocket’s messages as it wraps them', (_, wire) => {
  const room = 'a room'
  const update = Uint8Array.of(1, 2, 3)
  for (const message of [
    updateFrame(update),
    encodeMessage({ type: 'syncStep2', update }),
    syncStep1Frame(Uint8Array.of(0)),
    awarenessFrame(Uint8Array.of(7)),
  ]) {
    read(wire, wire.wrap(room, message))
  }
  expect(heard).toEqual(['update 010203', 'update 010203', 'synced', 'asked', 'awareness 07'])
})

test('Weft’s extension is heard: what is saved, patches, pings, and fragments put together', () => {
  read(weftWire, encodeMessage({ type: 'saved', count: 300, sequence: 4 }))
  read(weftWire, encodeMessage({ type: 'awarenessPatch', patch: Uint8Array.of(5) }))
  read(weftWire, encodeMessage({ type: 'ping', id: 7 }))
  const whole = updateFrame(Uint8Array.of(1, 2, 3))
  const half = Math.floor(whole.length / 2)
  const part = (offset: number, end: number) =>
    encodeMessage({
      type: 'fragment',
      totalBytes: whole.length,
      offset,
      bytes: whole.subarray(offset, end),
    })
  read(weftWire, part(0, half))
  read(weftWire, part(half, whole.length))
  expect(heard).toEqual(['saved 300', 'patch 05', 'reply 4507', 'update 010203'])
})

test('Hocuspocus’ reports are counted, and those of a failure are not', () => {
  const report = (status: number) => hocuspocusWire.wrap('room', Uint8Array.of(8, status))
  for (const status of [1, 0, 1]) read(hocuspocusWire, report(status))
  read(hocuspocusWire, Uint8Array.of(9))
  expect(heard).toEqual(['saved 1', 'saved 2'])
})

test('a relay is asked nothing', () => {
  expect(bareWsWire.greeting('room', Uint8Array.of(0))).toEqual([])
  expect(yWebsocketWire.greeting('room', Uint8Array.of(0))).toHaveLength(1)
})
