import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from './any-text.test-support.ts'
import { checkDocumentName, documentNameFromPath, documentNameToPath } from './document-name.ts'

/** The path that a server sees when a client asks for this URL, as browsers and Node build it. */
function pathOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

const name = (result: ReturnType<typeof checkDocumentName>): string => {
  return result.ok ? result.name : `refused: ${result.reason}`
}

describe('checkDocumentName', () => {
  test.each([
    'a',
    'my room',
    'a/b',
    '/',
    '//',
    'a/',
    '/a',
    'ä€😀',
    '...',
    'a..',
    '..a',
    '.a/b.',
    '%2e%2e',
  ])('[P43] takes <%s>', (legal) => {
    expect(checkDocumentName(legal)).toEqual({ ok: true, name: legal })
  })

  test('[P43] refuses an empty name', () => {
    expect(checkDocumentName('')).toEqual({
      ok: false,
      reason: expect.stringContaining('1 to 512'),
    })
  })

  test('[P43] takes 512 bytes of UTF-8 and not one more', () => {
    for (const [char, bytes] of [
      ['a', 1],
      ['ä', 2],
      ['€', 3],
      ['😀', 4],
    ] as const) {
      const fits = char.repeat(Math.floor(512 / bytes)) + 'x'.repeat(512 % bytes)
      expect(Buffer.byteLength(fits)).toBe(512)
      expect(checkDocumentName(fits)).toEqual({ ok: true, name: fits })
      expect(checkDocumentName(`${fits}x`).ok).toBe(false)
    }
  })

  test('[P43] counts bytes as UTF-8 does, for any text', () => {
    fc.assert(
      fc.property(anyText({ minLength: 100, maxLength: 300 }), (text) => {
        const letters = text.replace(/[\p{Cc}./]/gu, 'x')
        expect(checkDocumentName(letters).ok).toBe(Buffer.byteLength(letters) <= 512)
      }),
    )
  })

  test('[P43] refuses every control character and nothing beside them', () => {
    for (let point = 0; point < 0x100; point += 1) {
      const isControl = point <= 0x1f || (point >= 0x7f && point <= 0x9f)
      expect([point, checkDocumentName(`a${String.fromCodePoint(point)}b`).ok]).toEqual([
        point,
        !isControl,
      ])
    }
  })

  test.each(['\ud800', '\udc00', 'a\ud83d', '\ude00\ud83d', '\ud83d\ud83d\ude00'])(
    '[P43] refuses half of a surrogate pair',
    (half) => {
      expect(checkDocumentName(half).ok).toBe(false)
    },
  )

  test('[P43] does not normalise', () => {
    expect(name(checkDocumentName('e\u0301'))).not.toBe(name(checkDocumentName('\u00e9')))
  })

  test.each(['.', '..', './a', '../a', 'a/.', 'a/..', 'a/./b', 'a/../b', '/..', '../', 'a//../b'])(
    '[P44] refuses <%s>, which no browser can reach',
    (illegal) => {
      expect(checkDocumentName(illegal).ok).toBe(false)
      expect(pathOf(`ws://h/${illegal}`)).not.toBe(illegal)
    },
  )
})

describe('documentNameFromPath', () => {
  test('[P42] takes a name encoded or not for the same document', () => {
    for (const path of ['my room', 'my%20room', '%6d%79%20room']) {
      expect(name(documentNameFromPath(path))).toBe('my room')
    }
    expect(name(documentNameFromPath('%E2%82%AC%f0%9f%98%80'))).toBe('€😀')
    expect(name(documentNameFromPath('a%2Fb'))).toBe('a/b')
    expect(name(documentNameFromPath('a+b'))).toBe('a+b')
  })

  test('[P42] decodes once and not again', () => {
    expect(name(documentNameFromPath('my%2520room'))).toBe('my%20room')
    expect(name(documentNameFromPath('a%252Fb'))).toBe('a%2Fb')
    expect(name(documentNameFromPath('%252e%252e'))).toBe('%2e%2e')
  })

  test.each(['%', 'a%', '%2', '%zz', '%u0041', '%ff', '%c0%80', '%ed%a0%80', '%e2%82', '100%'])(
    '[P42] refuses the malformed <%s>',
    (path) => {
      expect(name(documentNameFromPath(path))).toMatch(/^refused: .*malformed percent-encoding$/)
    },
  )

  test.each([
    ['nothing', ''],
    ['an encoded control character', 'a%00b'],
    ['an encoded line break', 'a%0Ab'],
    ['encoded dots', 'a/%2e%2E/b'],
    ['dots between encoded slashes', 'a%2F..%2Fb'],
    ['513 encoded bytes', '%61'.repeat(513)],
  ])('[P43] [P44] checks the name after decoding: refuses %s', (_, path) => {
    expect(documentNameFromPath(path).ok).toBe(false)
  })

  test('[P43] counts bytes after decoding', () => {
    expect(documentNameFromPath('%61'.repeat(512)).ok).toBe(true)
  })
})

describe('documentNameToPath', () => {
  test.each([
    ['my room', 'my%20room'],
    ['room ', 'room%20'],
    ['what?', 'what%3F'],
    ['a#b', 'a%23b'],
    ['a\\b', 'a%5Cb'],
    ['100%', '100%25'],
    ['my%20room', 'my%20room'],
    ['a/b', 'a/b'],
    ['//a', '//a'],
  ])('[P45] makes of <%s> the path <%s>', (given, path) => {
    expect(documentNameToPath(given)).toBe(path)
  })

  const segment = fc.oneof(
    anyText({ maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(...Array.from('%?#\\ .+&=:@[]{}|^`"\'<>;~é€😀2eE')),
      maxLength: 8,
    }),
  )
  const anyName = fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => all.join('/'))
  const everyUrl = (path: string) => [`ws://h/${path}`, `wss://h:1/${path}?token=x`]

  test('[P45] reaches every legal name without percent-escapes through a URL parser', () => {
    let reached = 0
    fc.assert(
      fc.property(anyName, (wanted) => {
        if (!checkDocumentName(wanted).ok || /%[0-9a-f]{2}/i.test(wanted)) return
        for (const url of everyUrl(documentNameToPath(wanted))) {
          expect(name(documentNameFromPath(pathOf(url)))).toBe(wanted)
        }
        reached += 1
      }),
      { numRuns: 1_000 },
    )
    expect(reached).toBeGreaterThan(100)
  })

  test('[P45] reaches the name that percent-escapes spell, or none', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const path = documentNameToPath(given)
        const spelled = documentNameFromPath(path)
        if (!spelled.ok) return
        for (const url of everyUrl(path)) {
          expect(documentNameFromPath(pathOf(url))).toEqual(spelled)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('[P44] [P45] tells with documentNameFromPath when escapes spell what cannot be reached', () => {
    expect(documentNameFromPath(documentNameToPath('a/%2e%2e/b')).ok).toBe(false)
    expect(documentNameFromPath(documentNameToPath('%ff')).ok).toBe(false)
    expect(documentNameFromPath(documentNameToPath('a%0ab')).ok).toBe(false)
  })
})
