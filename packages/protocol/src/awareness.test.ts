import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyBytes, anyState } from './arbitrary-message.test-support.ts'
import { decodeAwareness, encodeAwareness, NO_STATE, type AwarenessEntry } from './awareness.ts'
import type { ProtocolErrorCode } from './errors.ts'
import { MAX_AWARENESS_BYTES, MAX_AWARENESS_DEPTH } from './limits.ts'
import { fromHex } from './message-examples.test-support.ts'
import { everyPlacement, holdsSecret } from './surrounded.test-support.ts'
import { outcomeOf, protocolError } from './protocol-error.test-support.ts'

const payloadOf = (...states: string[]): Uint8Array => {
  return encodeAwareness(states.map((state, clientId) => ({ clientId, clock: 1, state })))
}

const anyEntries = fc.array(
  fc.record({ clientId: fc.maxSafeNat(), clock: fc.maxSafeNat(), state: anyState }),
  { maxLength: 5 },
)

function outcome(payload: Uint8Array): AwarenessEntry[] | string {
  return outcomeOf(() => decodeAwareness(payload))
}

describe('decodeAwareness', () => {
  test('reads what encodeAwareness writes', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        expect(decodeAwareness(encodeAwareness(entries))).toEqual(entries)
      }),
    )
  })

  test('[P3] refuses every truncation', () => {
    const payload = payloadOf('{"name":"Ada"}', NO_STATE, '{}')
    for (let length = 0; length < payload.length; length += 1) {
      for (const placed of everyPlacement(payload.subarray(0, length))) {
        expect(() => decodeAwareness(placed)).toThrow(protocolError('TRUNCATED'))
      }
    }
  })

  test.each(['00 00', '01 01 02 02 7b 7d 00', '00 01 02 02 7b 7d'])(
    '[P1] refuses bytes after the last entry: %s',
    (hex) => {
      expect(() => decodeAwareness(fromHex(hex))).toThrow(protocolError('TRAILING_BYTES'))
    },
  )

  test.each<[string, string, ProtocolErrorCode]>([
    ['2^32 entries', '80 80 80 80 10 01 02 02 7b 7d', 'TRUNCATED'],
    ['2^53 − 1 entries', 'ff ff ff ff ff ff ff 0f 01 02 02 7b 7d', 'TRUNCATED'],
    ['2^53 entries', '80 80 80 80 80 80 80 10', 'BAD_NUMBER'],
    ['a client ID over 2^53 − 1', '01 ff ff ff ff ff ff ff 7f 02 02 7b 7d', 'BAD_NUMBER'],
    ['a clock that never ends', `01 01 ${'ff '.repeat(40)}`, 'BAD_NUMBER'],
    ['a state of 2^32 bytes', '01 01 02 80 80 80 80 10 7b 7d', 'TRUNCATED'],
    ['a state that is not UTF-8', '01 01 02 02 c3 28', 'BAD_TEXT'],
  ])('[P2] [P3] refuses %s', (_, hex, expected) => {
    expect(() => decodeAwareness(fromHex(hex))).toThrow(protocolError(expected))
  })

  test.each([
    '',
    '{',
    '[]',
    '1',
    '"null"',
    'true',
    'undefined',
    ' null',
    'null ',
    'NULL',
    '{}{}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":NaN}',
    '\ufeff{}',
  ])('[P9] refuses the state <%s>', (state) => {
    expect(() => decodeAwareness(payloadOf(state))).toThrow(protocolError('BAD_AWARENESS'))
    // A good entry before it does not help.
    expect(() => decodeAwareness(payloadOf('{}', state))).toThrow(protocolError('BAD_AWARENESS'))
  })

  test.each(['{}', ' {} ', '{"a":"\\ud800"}', '{"__proto__":{"a":1}}', NO_STATE])(
    '[P9] passes on the state <%s> as it came',
    (state) => {
      expect(decodeAwareness(payloadOf(state))).toEqual([{ clientId: 0, clock: 1, state }])
    },
  )

  const nested = (depth: number): string => {
    return `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  }

  test('[P9] takes a state as deep as is allowed, and none deeper', () => {
    expect(decodeAwareness(payloadOf(nested(MAX_AWARENESS_DEPTH)))).toHaveLength(1)
    expect(() => decodeAwareness(payloadOf(nested(MAX_AWARENESS_DEPTH + 1)))).toThrow(
      protocolError('BAD_AWARENESS'),
    )
    const objects =
      '{"a":'.repeat(MAX_AWARENESS_DEPTH + 1) + '1' + '}'.repeat(MAX_AWARENESS_DEPTH + 1)
    expect(() => decodeAwareness(payloadOf(objects))).toThrow(protocolError('BAD_AWARENESS'))
  })

  test.each([
    ['closed', nested(100_000)],
    ['left open', `{"a":${'['.repeat(100_000)}`],
  ])('[P9] refuses 100,000 arrays in each other, %s', (_, state) => {
    expect(() => decodeAwareness(payloadOf(state))).toThrow(protocolError('BAD_AWARENESS'))
  })

  test('[P9] counts depth, not brackets', () => {
    const brackets = '[{'.repeat(500)
    const inStrings = JSON.stringify({ [brackets]: brackets, quoted: `"${brackets}\\"` })
    const sideBySide = JSON.stringify({ list: Array.from({ length: 500 }, () => [{}]) })
    expect(decodeAwareness(payloadOf(inStrings, sideBySide))).toHaveLength(2)
  })

  test('[P8] takes the largest payload, and none larger', () => {
    const overhead = payloadOf('{"a":""}').length + 3
    const filled = (bytes: number) => payloadOf(`{"a":"${'x'.repeat(bytes - overhead)}"}`)
    const largest = filled(MAX_AWARENESS_BYTES)
    expect(largest).toHaveLength(MAX_AWARENESS_BYTES)
    expect(decodeAwareness(largest)).toHaveLength(1)
    expect(() => decodeAwareness(filled(MAX_AWARENESS_BYTES + 1))).toThrow(
      protocolError('TOO_LARGE'),
    )
  })

  test('returns or throws a ProtocolError for any bytes, and sees nothing around them', () => {
    fc.assert(
      fc.property(anyBytes(anyEntries.map(encodeAwareness)), (payload) => {
        const alone = outcome(payload)
        for (const placed of everyPlacement(payload)) {
          const result = outcome(placed)
          expect(result).toEqual(alone)
          expect(holdsSecret(result)).toBe(false)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('reads again what it read, for any bytes', () => {
    fc.assert(
      fc.property(anyBytes(anyEntries.map(encodeAwareness)), (payload) => {
        const entries = outcome(payload)
        fc.pre(typeof entries !== 'string')
        expect(decodeAwareness(encodeAwareness(entries))).toEqual(entries)
      }),
    )
  })
})
