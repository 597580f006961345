import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, test } from 'vitest'
import * as auth from 'y-protocols/auth'
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import { decodeAwareness, encodeAwareness } from './awareness.ts'
import { decodeMessage } from './decode-message.ts'
import { encodeMessage } from './encode-message.ts'
import { toHex } from './message-examples.test-support.ts'
import * as messageType from './message-type.ts'

/** A frame as y-websocket builds it: the type, then what y-protocols writes. */
function theirFrame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type)
    write(encoder)
  })
}

/** A decoder that stands behind the type, as y-websocket hands it to y-protocols. */
function theirDecoder(frame: Uint8Array, type: number): decoding.Decoder {
  const decoder = decoding.createDecoder(frame)
  expect(decoding.readVarUint(decoder)).toBe(type)
  return decoder
}

function documentWith(text: string, clientId: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.getText('t').insert(0, text)
  return doc
}

describe('sync messages', () => {
  test('[P7] sync step 1 is the same as theirs, both ways', () => {
    const doc = documentWith('hi', 300)
    const theirs = theirFrame(messageType.sync, (encoder) => sync.writeSyncStep1(encoder, doc))
    expect(toHex(theirs)).toBe('00 00 04 01 ac 02 02')
    const stateVector = Y.encodeStateVector(doc)
    expect(decodeMessage(theirs)).toEqual({ type: 'syncStep1', stateVector })
    expect(encodeMessage({ type: 'syncStep1', stateVector })).toEqual(theirs)

    const reply = encoding.createEncoder()
    const empty = encodeMessage({ type: 'syncStep1', stateVector: Uint8Array.of(0) })
    const decoder = theirDecoder(empty, messageType.sync)
    expect(sync.readSyncMessage(decoder, reply, doc, null)).toBe(sync.messageYjsSyncStep1)
    const step2 = Uint8Array.of(messageType.sync, ...encoding.toUint8Array(reply))
    expect(decodeMessage(step2)).toEqual({ type: 'syncStep2', update: Y.encodeStateAsUpdate(doc) })
  })

  test('[P6] sync step 2 is the same as theirs, both ways', () => {
    const doc = documentWith('hi', 300)
    const theirs = theirFrame(messageType.sync, (encoder) => sync.writeSyncStep2(encoder, doc))
    expect(toHex(theirs)).toBe('00 01 0d 01 01 ac 02 00 04 01 01 74 02 68 69 00')
    const update = Y.encodeStateAsUpdate(doc)
    expect(decodeMessage(theirs)).toEqual({ type: 'syncStep2', update })

    const ours = encodeMessage({ type: 'syncStep2', update })
    expect(ours).toEqual(theirs)
    const other = new Y.Doc()
    sync.readSyncMessage(
      theirDecoder(ours, messageType.sync),
      encoding.createEncoder(),
      other,
      null,
    )
    expect(other.getText('t').toJSON()).toBe('hi')
  })

  test('[P6] an update is the same as theirs, both ways', () => {
    const update = Y.encodeStateAsUpdate(documentWith('x'.repeat(20_000), 2 ** 32 - 1))
    const theirs = theirFrame(messageType.sync, (encoder) => sync.writeUpdate(encoder, update))
    expect(decodeMessage(theirs)).toEqual({ type: 'update', update })

    const ours = encodeMessage({ type: 'update', update })
    expect(ours).toEqual(theirs)
    const other = new Y.Doc()
    sync.readSyncMessage(
      theirDecoder(ours, messageType.sync),
      encoding.createEncoder(),
      other,
      null,
    )
    expect(other.getText('t').length).toBe(20_000)
  })
})

describe('awareness messages', () => {
  const open: Awareness[] = []
  const awarenessOf = (clientId: number): Awareness => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    const awareness = new Awareness(doc)
    open.push(awareness)
    return awareness
  }
  afterEach(() => {
    for (const awareness of open.splice(0)) awareness.destroy()
  })

  test('[P9] entries are the same as theirs, both ways', () => {
    const alice = awarenessOf(1)
    alice.setLocalState({ user: { name: 'Ada ✎' } })
    const payload = encodeAwarenessUpdate(alice, [1])
    const entries = [{ clientId: 1, clock: 1, state: '{"user":{"name":"Ada ✎"}}' }]
    expect(decodeAwareness(payload)).toEqual(entries)
    expect(encodeAwareness(entries)).toEqual(payload)

    const theirs = theirFrame(messageType.awareness, (encoder) => {
      encoding.writeVarUint8Array(encoder, payload)
    })
    expect(toHex(theirs)).toBe(
      '01 1f 01 01 01 1b 7b 22 75 73 65 72 22 3a 7b 22 6e 61 6d 65 22 3a 22 41 64 61 20 e2 9c 8e 22 7d 7d',
    )
    expect(decodeMessage(theirs)).toEqual({ type: 'awareness', awareness: payload })
    expect(encodeMessage({ type: 'awareness', awareness: payload })).toEqual(theirs)
  })

  test('[P9] they read several entries and removals of ours', () => {
    const bob = awarenessOf(2)
    const tell = (entries: Parameters<typeof encodeAwareness>[0]) => {
      applyAwarenessUpdate(bob, encodeAwareness(entries), null)
    }
    tell([
      { clientId: 7, clock: 1, state: '{"a":1}' },
      { clientId: 8, clock: 5, state: '{}' },
    ])
    expect(bob.getStates().get(7)).toEqual({ a: 1 })
    expect(bob.getStates().get(8)).toEqual({})
    tell([{ clientId: 7, clock: 2, state: 'null' }])
    expect(bob.getStates().has(7)).toBe(false)
  })

  test('[P9] we read a removal of theirs', () => {
    const alice = awarenessOf(1)
    alice.setLocalState({})
    removeAwarenessStates(alice, [1], 'gone')
    expect(decodeAwareness(encodeAwarenessUpdate(alice, [1]))).toEqual([
      { clientId: 1, clock: 2, state: 'null' },
    ])
  })

  test('[P12] the keepalive changes nothing for them', () => {
    const bob = awarenessOf(2)
    let events = 0
    bob.on('update', () => (events += 1))
    const keepalive = decodeMessage(Uint8Array.of(1, 1, 0))
    if (keepalive.type !== 'awareness') throw new Error('the keepalive is an awareness message')
    applyAwarenessUpdate(bob, keepalive.awareness, null)
    expect(events).toBe(0)
    expect(decodeAwareness(keepalive.awareness)).toEqual([])
  })
})

describe('auth messages', () => {
  test('[P13] permission denied is the same as theirs, both ways', () => {
    const theirs = theirFrame(messageType.auth, (encoder) => {
      auth.writePermissionDenied(encoder, 'not you')
    })
    const ours = encodeMessage({ type: 'permissionDenied', reason: 'not you' })
    expect(ours).toEqual(theirs)
    expect(toHex(theirs)).toBe('02 00 07 6e 6f 74 20 79 6f 75')
    expect(decodeMessage(theirs)).toEqual({ type: 'permissionDenied', reason: 'not you' })

    const heard: string[] = []
    auth.readAuthMessage(theirDecoder(ours, messageType.auth), new Y.Doc(), (_, reason) => {
      heard.push(reason)
    })
    expect(heard).toEqual(['not you'])
  })
})
