import fc from 'fast-check'
import { anyText } from './any-text.test-support.ts'
import { encodeMessage } from './encode-message.ts'
import type { Message, Rights } from './message.ts'

const number = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat())
const version = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 ** 40 }))
const text = anyText({ maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 300 })
const rights: fc.Arbitrary<Rights> = fc.constantFrom(
  { canWrite: true },
  { canWrite: false },
  { canWrite: false, isFull: true },
)

const type = <T extends Message['type']>(name: T) => fc.constant(name)

/** One arbitrary for every type of message, so that the type check notices a missing one. */
const byType: { [T in Message['type']]: fc.Arbitrary<Extract<Message, { type: T }>> } = {
  syncStep1: fc.record({ type: type('syncStep1'), stateVector: bytes }),
  syncStep2: fc.record({ type: type('syncStep2'), update: bytes }),
  update: fc.record({ type: type('update'), update: bytes }),
  awareness: fc.record({ type: type('awareness'), awareness: bytes }),
  permissionDenied: fc.record({ type: type('permissionDenied'), reason: text }),
  queryAwareness: fc.record({ type: type('queryAwareness') }),
  hello: fc.record(
    {
      type: type('hello'),
      version,
      client: text,
      token: text,
      sessionId: text,
      resumeSecret: text,
      place: fc.record({ epoch: text, sequence: number, branch: text }),
    },
    {
      requiredKeys: ['type', 'version', 'client', 'token', 'sessionId', 'resumeSecret'],
    },
  ),
  welcome: fc.record(
    {
      type: type('welcome'),
      version,
      sessionId: text,
      resumeSecret: text,
      epoch: text,
      sequence: number,
      rights,
      maxMessageBytes: number,
      isSaving: fc.boolean(),
      line: fc.record({ branch: text, nextBranch: text, hasPlace: fc.boolean() }),
    },
    {
      requiredKeys: [
        'type',
        'version',
        'sessionId',
        'resumeSecret',
        'epoch',
        'sequence',
        'rights',
        'maxMessageBytes',
        'isSaving',
      ],
    },
  ),
  saved: fc.record({ type: type('saved'), count: number, sequence: number }),
  notSaved: fc.record({ type: type('notSaved') }),
  ping: fc.record({ type: type('ping'), id: number }),
  pong: fc.record({ type: type('pong'), id: number }),
  rights: fc.record({ type: type('rights'), rights }),
  goingAway: fc.record({ type: type('goingAway'), maxDelayMs: number }),
  fragment: fc.record({ type: type('fragment'), totalBytes: number, offset: number, bytes }),
  documentSize: fc.record({
    type: type('documentSize'),
    bytes: number,
    warnBytes: number,
    maxBytes: number,
  }),
  token: fc.record({ type: type('token'), token: text }),
  tokenValid: fc.record({ type: type('tokenValid'), validForMs: number }),
  awarenessPatch: fc.record({ type: type('awarenessPatch'), patch: bytes }),
}

/** Any message. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(byType))

/** Any JSON state of an awareness entry that may be sent. */
export const anyState: fc.Arbitrary<string> = fc.oneof(
  fc.constant('null'),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((state) => JSON.stringify(state)),
)

/** Any bytes. Most come from something valid that was damaged a little, so that they get far into a decoder. */
export function anyBytes(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 3 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      // Numbers that go on and on, and such as are over every limit.
      fc.constantFrom(0x80, 0xff).chain((byte) => {
        return fc.nat({ max: 20 }).map((length) => new Uint8Array(length).fill(byte))
      }),
    ),
  })
  const damaged = fc
    .tuple(valid, fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([original, edits]) => {
      const result = [...original]
      for (const { at, remove, insert } of edits) {
        result.splice(Math.floor(at * result.length), remove, ...insert)
      }
      return Uint8Array.from(result)
    })
  return fc.oneof(fc.uint8Array({ maxLength: 60 }), damaged, damaged, valid)
}

/** Any frame, whole or damaged. */
export const anyFrame: fc.Arbitrary<Uint8Array> = anyBytes(anyMessage.map(encodeMessage))
