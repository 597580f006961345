import { describe, expect, test } from 'vitest'
import { hocuspocusWire } from './hocuspocus-wire.ts'
import { yWebsocketWire } from './y-websocket-wire.ts'

const hex = (digits: string) => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'))

describe('the wire of y-websocket', () => {
  test.each([
    ['ws://h:1', 'a/b c', 'ws://h:1/a/b%20c'],
    ['ws://h:1/', '100%?#', 'ws://h:1/100%25%3F%23'],
    ['wss://h/prefix/?token=t', 'a', 'wss://h/prefix/a?token=t'],
  ])('finds under %s the document %s at %s', (server, name, url) => {
    expect(yWebsocketWire.url(server, name)).toBe(url)
  })
})

describe('the wire of Hocuspocus', () => {
  test('has one URL, and begins each document with a token', () => {
    expect(hocuspocusWire.url('ws://h:1/x', 'doc')).toBe('ws://h:1/x')
    expect(hocuspocusWire.greeting('doc')).toEqual([hex('03 646f63 02 00 00 05 342e382e30')])
  })

  test('puts the name before each message', () => {
    expect(hocuspocusWire.wrap('doc', hex('00 00 01 00'))).toEqual(hex('03 646f63 00 00 01 00'))
  })

  test.each([
    ['03 646f63 00 00 01 00', { type: 'message', message: hex('00 00 01 00') }],
    ['03 646f63 01 01 00', { type: 'message', message: hex('01 01 00') }],
    // Authenticated, and the acknowledgement of an update.
    ['03 646f63 02 02 0a 726561642d7772697465', { type: 'housekeeping' }],
    ['03 646f63 08 01', { type: 'housekeeping' }],
    ['09', { type: 'housekeeping' }],
    ['03 646f63 07 03 627965', { type: 'ended', reason: 'bye' }],
    ['03 646f63 02 01 02 6e6f', { type: 'ended', reason: 'no' }],
  ])('reads %s', (frame, unwrapped) => {
    expect(hocuspocusWire.unwrap(hex(frame))).toEqual(unwrapped)
  })
})
