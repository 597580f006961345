import { randomBytes } from 'node:crypto'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { awareness, awarenessOf, step1, step2, update } from '../messages.ts'

/** An attack: bytes, and what is wrong with them. */
export interface MalformedBytes {
  readonly name: string
  readonly says: string
  /** `message`: in the protocol's envelope. `frame`: a WebSocket message as it is. `bytes`: past the WebSocket. */
  readonly as: 'message' | 'frame' | 'text' | 'bytes'
  readonly bytes: () => Uint8Array
}

const injected = () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'injected ')
  doc.getText('text').insert(0, 'more ')
  doc.getText('text').delete(0, 2)
  return doc
}
const goodUpdate = () => Y.encodeStateAsUpdate(injected())
const stateOf = (state: string) => awareness({ clientId: 7, clock: 1, state })
const number = (value: number) =>
  encoding.encode((encoder) => encoding.writeVarUint(encoder, value))

/** A client's frame with a mask of zeros. */
const frame = (firstByte: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 255]
  return Uint8Array.of(firstByte, ...size, 0, 0, 0, 0, ...payload)
}

export const malformedBytes: readonly MalformedBytes[] = [
  {
    name: 'empty-frame',
    says: 'a frame without a byte',
    as: 'frame',
    bytes: () => new Uint8Array(0),
  },
  {
    name: 'text-frame',
    says: 'a text frame',
    as: 'text',
    bytes: () => new TextEncoder().encode('hello?'),
  },
  {
    name: 'endless-number',
    says: 'a number that never ends',
    as: 'message',
    bytes: () => new Uint8Array(40).fill(0x80),
  },
  {
    name: 'unknown-type',
    says: 'a message of a type that does not exist',
    as: 'message',
    bytes: () => Uint8Array.of(42, 1, 2, 3),
  },
  {
    name: 'unknown-sync-type',
    says: 'a sync message of a kind that does not exist',
    as: 'message',
    bytes: () => Uint8Array.of(0, 9, 1, 0),
  },
  {
    name: 'inflated-length',
    says: 'an update that announces 2 GiB and ends',
    as: 'message',
    bytes: () => Uint8Array.of(0, 2, ...number(2 ** 31), 1, 2, 3),
  },
  {
    name: 'inflated-structs',
    says: 'seven bytes that announce 33 million structs',
    as: 'message',
    bytes: () => update(Uint8Array.of(1, ...number(2 ** 25 - 1), 1, 0)),
  },
  {
    name: 'garbage-update',
    says: 'an update of random bytes',
    as: 'message',
    bytes: () => update(randomBytes(200)),
  },
  {
    name: 'cut-update',
    says: 'an update that is cut off in the midst of its content',
    as: 'message',
    bytes: () => update(goodUpdate().subarray(0, 18)),
  },
  {
    name: 'cut-deletions',
    says: 'an update whose list of deletions is cut off; nothing of it must come in',
    as: 'message',
    bytes: () => update(goodUpdate().slice(0, -1)),
  },
  {
    name: 'cut-step-2',
    says: 'the same in a sync step 2',
    as: 'message',
    bytes: () => step2(goodUpdate().slice(0, -1)),
  },
  {
    name: 'second-encoding',
    says: 'an update in Yjs’s second encoding, which is not on this wire',
    as: 'message',
    bytes: () => update(Y.encodeStateAsUpdateV2(injected())),
  },
  {
    name: 'garbage-state-vector',
    says: 'a sync step 1 whose state vector announces a million entries',
    as: 'message',
    bytes: () => step1(Uint8Array.of(...number(1_000_000), 1)),
  },
  {
    name: 'awareness-garbage',
    says: 'an awareness message of random bytes',
    as: 'message',
    bytes: () => awarenessOf(randomBytes(50)),
  },
  {
    name: 'awareness-inflated',
    says: 'an awareness message that announces a thousand million entries',
    as: 'message',
    bytes: () => awarenessOf(number(1_000_000_000)),
  },
  {
    name: 'awareness-no-json',
    says: 'an awareness state that is not JSON: stock clients throw on it',
    as: 'message',
    bytes: () => stateOf('{oops'),
  },
  {
    name: 'awareness-nested',
    says: 'an awareness state nested 5,000 deep: stock clients throw on it',
    as: 'message',
    bytes: () => stateOf(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`),
  },
  {
    name: 'reserved-bit',
    says: 'a WebSocket frame with a reserved bit',
    as: 'bytes',
    bytes: () => frame(0xf2, Uint8Array.of(0, 0, 1, 0)),
  },
  {
    name: 'unmasked',
    says: 'a WebSocket frame without a mask',
    as: 'bytes',
    bytes: () => Uint8Array.of(0x82, 4, 0, 0, 1, 0),
  },
  {
    name: 'reserved-opcode',
    says: 'a WebSocket frame with a reserved opcode',
    as: 'bytes',
    bytes: () => frame(0x83, Uint8Array.of(1)),
  },
  {
    name: 'large-ping',
    says: 'a ping of 200 bytes',
    as: 'bytes',
    bytes: () => frame(0x89, new Uint8Array(200)),
  },
  {
    name: 'stray-continuation',
    says: 'a continuation of nothing',
    as: 'bytes',
    bytes: () => frame(0x80, Uint8Array.of(0, 0, 1, 0)),
  },
  {
    name: 'close-code',
    says: 'a close frame with a code that must not be sent',
    as: 'bytes',
    bytes: () => frame(0x88, Uint8Array.of(3, 231)),
  },
  {
    name: 'text-not-utf8',
    says: 'a text frame that is not UTF-8',
    as: 'bytes',
    bytes: () => frame(0x81, Uint8Array.of(0xc3, 0x28)),
  },
]
