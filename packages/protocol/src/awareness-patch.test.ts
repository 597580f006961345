import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyBytes, anyState } from './arbitrary-message.test-support.ts'
import { applyAwarenessPatch } from './awareness-patch.ts'
import { decodeAwareness, type AwarenessEntry } from './awareness.ts'
import { awarenessChange, diffStates, encodeAwarenessPatch } from './encode-awareness-patch.ts'
import { MAX_AWARENESS_BYTES } from './limits.ts'
import { fromHex } from './message-examples.test-support.ts'
import { outcomeOf, protocolError } from './protocol-error.test-support.ts'
import { FieldWriter } from './wire.ts'

const caret = (name: string, anchor: number, head: number) => {
  const place = (clock: number) => ({
    type: { client: 1_000_000_007, clock: 2 },
    tname: null,
    item: { client: 1_000_000_007, clock },
    assoc: 0,
  })
  const user = { name, color: '#958df1' }
  return JSON.stringify({ user, cursor: { anchor: place(anchor), head: place(head) } })
}

/** An object, and another that was made of it by small changes. */
const anyPair = fc
  .tuple(
    fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', '😀', '😁', 'é', '"', ',', '{', '}', '\ud83d') }),
      fc.oneof(fc.nat(), fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })),
    ),
    fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })), { maxLength: 3 }),
  )
  .map(([object, edits]): [string, string] => {
    const changed = new Map(Object.entries(object))
    const keys = [...changed.keys()]
    for (const [index, value] of edits) changed.set(keys[index % keys.length] ?? 'new', value)
    return [JSON.stringify(object), JSON.stringify(Object.fromEntries(changed))]
  })

const knownOf = (...entries: AwarenessEntry[]) =>
  new Map(entries.map((entry) => [entry.clientId, entry]))

/** A patch by hand: client ID, base clock, step, and hunks. */
function patchOf(...patches: [number, number, number, [number, number, string][]][]): Uint8Array {
  const fields = new FieldWriter()
  for (const [clientId, baseClock, step, hunks] of patches) {
    fields.number(clientId).number(baseClock).number(step).number(hunks.length)
    for (const [kept, dropped, text] of hunks) fields.number(kept).number(dropped).text(text)
  }
  return fields.finish()
}

const base: AwarenessEntry = { clientId: 1, clock: 2, state: '{"x":1}' }

describe('An awareness patch', () => {
  test('[P60] [P62] makes exactly the state that was told, whatever changed in it', () => {
    let patched = 0
    fc.assert(
      fc.property(fc.oneof(anyPair, fc.tuple(anyState, anyState)), ([old, state]) => {
        const [from, to] = [
          { clientId: 7, clock: 300, state: old },
          { clientId: 7, clock: 302, state },
        ]
        const change = awarenessChange(from, to)
        if (!change) return
        patched += 1
        const { awareness, missing } = applyAwarenessPatch(
          encodeAwarenessPatch([change]),
          knownOf(from),
        )
        expect(missing).toEqual([])
        expect(decodeAwareness(awareness)).toEqual([to])
      }),
      { numRuns: 2_000 },
    )
    expect(patched).toBeGreaterThan(300)
  })

  test('[P60] of a caret that moves takes a tenth of the state or less', () => {
    for (const [anchor, head] of [
      [124, 124],
      [123, 200],
      [1_000, 1_000],
    ] as const) {
      const [old, state] = [caret('Ada', 123, 123), caret('Ada', anchor, head)]
      const change = awarenessChange(
        { clientId: 1_000_000_007, clock: 50_000, state: old },
        { clientId: 1_000_000_007, clock: 50_001, state },
      )
      const { length } = encodeAwarenessPatch(change ? [change] : [])
      expect(length).toBeGreaterThan(10)
      expect(length).toBeLessThan(state.length / 10)
    }
  })

  test('[P64] that takes no less than the state is none', () => {
    const numbers = (from: number) =>
      JSON.stringify({ at: Array.from({ length: 9 }, (_, i) => from + i) })
    expect(diffStates(numbers(1), numbers(100))).toBeUndefined()
    expect(diffStates('{}', '{"x":1}')).toBeUndefined()
    expect(awarenessChange(base, { ...base, state: '{"x":2}' })).toBeUndefined()
    expect(awarenessChange(base, { ...base, clock: 1, state: '{"x":2}' })).toBeUndefined()
  })

  test('[P61] [P63] is left out without its base, and the others are not', () => {
    const other = { clientId: 2, clock: 9, state: '{"y":1}' }
    const patch = patchOf(
      [1, 3, 1, [[5, 1, '7']]],
      [3, 2, 1, [[5, 1, '8']]],
      [2, 9, 1, [[5, 1, '9']]],
    )
    const { awareness, missing } = applyAwarenessPatch(patch, knownOf(base, other))
    expect(missing).toEqual([1, 3])
    expect(decodeAwareness(awareness)).toEqual([{ clientId: 2, clock: 10, state: '{"y":9}' }])
  })

  test.each<[string, [number, number, string][]]>([
    ['keeps more than there is', [[8, 0, '']]],
    ['leaves out more than there is', [[5, 3, '']]],
    [
      'goes on past the end',
      [
        [7, 0, ''],
        [0, 1, 'x'],
      ],
    ],
    [
      'keeps 2^53 − 1',
      [
        [2 ** 53 - 1, 2 ** 53 - 1, ''],
        [2 ** 53 - 1, 0, ''],
      ],
    ],
  ])('[P62] that %s is refused', (_, hunks) => {
    expect(() => applyAwarenessPatch(patchOf([1, 2, 1, hunks]), knownOf(base))).toThrow(
      protocolError('BAD_AWARENESS'),
    )
  })

  test.each([
    ['2^32 hunks', '01 02 01 80 80 80 80 10 05 01 01 32', 'TRUNCATED'],
    ['a text of 2^32 bytes', '01 02 01 01 05 01 80 80 80 80 10 32', 'TRUNCATED'],
    ['half a patch', '01 02', 'TRUNCATED'],
    ['a text that is not UTF-8', '01 02 01 01 05 01 02 c3 28', 'BAD_TEXT'],
    ['a client ID over 2^53 − 1', 'ff ff ff ff ff ff ff 7f 02 01 00', 'BAD_NUMBER'],
  ] as const)('[P2] [P3] with %s is refused', (_, hex, code) => {
    expect(() => applyAwarenessPatch(fromHex(hex), knownOf(base))).toThrow(protocolError(code))
  })

  test('[P62] whose states add up to more than a payload may have is refused before they take memory', () => {
    const state = JSON.stringify({ x: 'x'.repeat(64 * 1024) })
    const many = Math.ceil(MAX_AWARENESS_BYTES / state.length) + 1
    const patches = Array.from(
      { length: many },
      () => [1, 2, 1, []] as [number, number, number, []],
    )
    expect(() => applyAwarenessPatch(patchOf(...patches), knownOf({ ...base, state }))).toThrow(
      protocolError('BAD_AWARENESS'),
    )
    expect(() =>
      applyAwarenessPatch(patchOf(...patches.slice(2)), knownOf({ ...base, state })),
    ).not.toThrow()
  })

  test.each([
    ['what is no JSON', [[6, 1, '']]],
    ['an array', [[0, 7, '[1]']]],
    ['a number', [[0, 7, '1']]],
    ['nothing', [[0, 7, '']]],
  ] as [string, [number, number, string][]][])(
    '[P9] [P62] that makes %s of a state is refused as such a state is',
    (_, hunks) => {
      const { awareness } = applyAwarenessPatch(patchOf([1, 2, 1, hunks]), knownOf(base))
      expect(() => decodeAwareness(awareness)).toThrow(protocolError('BAD_AWARENESS'))
    },
  )

  test('[P62] makes a state with the key __proto__ a state like any other', () => {
    const hunks: [number, number, string][] = [[1, 3, '"__proto__"']]
    const { awareness } = applyAwarenessPatch(patchOf([1, 2, 1, hunks]), knownOf(base))
    const [entry] = decodeAwareness(awareness)
    expect(entry?.state).toBe('{"__proto__":1}')
    const state: object = JSON.parse(entry?.state ?? '')
    expect(Object.keys(state)).toEqual(['__proto__'])
  })

  test('[P2] [P3] of any bytes is applied or refused, and nothing else happens', () => {
    const valid = fc.array(anyPair, { maxLength: 3 }).map((pairs) =>
      encodeAwarenessPatch(
        pairs.flatMap(([old, state]) => {
          const change = awarenessChange({ ...base, state: old }, { ...base, clock: 3, state })
          return change ? [change] : []
        }),
      ),
    )
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyBytes(valid), (patch) => {
        const outcome = outcomeOf(() =>
          decodeAwareness(applyAwarenessPatch(patch, knownOf(base)).awareness),
        )
        seen.add(typeof outcome === 'string' ? outcome : 'applied')
      }),
      { numRuns: 2_000 },
    )
    expect(seen).toContain('applied')
    expect(seen).toContain('TRUNCATED')
  })
})
