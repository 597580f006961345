import { assert, constantFrom, array, property } from 'fast-check'
import { expect, test } from 'vitest'
import { NamePattern } from './name-pattern.ts'

test.each<[string, readonly string[], readonly string[]]>([
  ['notes/today', ['notes/today'], ['notes/Today', 'notes/today/', 'notes/toda', 'x/notes/today']],
  ['notes/*', ['notes/a', 'notes/'], ['notes', 'notes/a/b', 'notesx']],
  ['notes/*/plan', ['notes/a/plan', 'notes//plan'], ['notes/plan', 'notes/a/b/plan']],
  ['*', ['a', 'ä b'], ['a/b', '/']],
  ['**', ['a', 'a/b/c', '/'], []],
  ['team/**', ['team/a', 'team/a/b', 'team/'], ['team', 'teams/a']],
  ['a**z', ['az', 'a/b/z'], ['a', 'z']],
  ['a*c*e', ['abcde', 'ace', 'acce'], ['abde', 'a/c/e']],
  ['***', ['a/b'], []],
  ['\\*', ['*'], ['a', '\\*']],
  ['a\\\\b', ['a\\b'], ['ab']],
  ['a\\b', ['a\\b'], ['ab']],
  ['.+[a-z]', ['.+[a-z]'], ['xxa']],
  ['é', ['é'], ['e', 'e\u0301']],
  ['🐎*', ['🐎', '🐎x'], ['🐖']],
  ['', [], ['a']],
])('"%s" is %j and not %j', (pattern, names, others) => {
  const { matches } = matcher(pattern)
  for (const name of names) expect(matches(name), name).toBe(true)
  for (const other of others) expect(matches(other), other).toBe(false)
})

test('any pattern means what the same regular expression does', () => {
  const pieces = array(constantFrom('a', 'b', '/', '*', '**', '\\*', '\\\\', '.'), { maxLength: 8 })
  const names = array(constantFrom('a', 'b', '/', '*', '\\', '.'), { maxLength: 8 })
  assert(
    property(pieces, names, (pattern, name) => {
      const text = pattern.join('')
      const expected = sameRegExp(text).test(name.join(''))
      expect(matcher(text).matches(name.join('')), `${text} and ${name.join('')}`).toBe(expected)
    }),
    { numRuns: 2_000 },
  )
})

test('a pattern made to take long does not', () => {
  const { matches } = matcher('a*'.repeat(200))
  const beginMs = performance.now()
  expect(matches(`${'a'.repeat(511)}/`)).toBe(false)
  // As a regular expression with backtracking it would not end today.
  expect(performance.now() - beginMs).toBeLessThan(5_000)
})

function matcher(text: string) {
  const pattern = new NamePattern(text)
  return { matches: (name: string) => pattern.matches(name) }
}

/** Right and, for long ones, slow. */
function sameRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\[\\*]|\*+|[^]/gu, (piece) => {
    if (piece === '*') return '[^/]*'
    if (piece.startsWith('*')) return '[^]*'
    return `\\u{${(piece.codePointAt(piece.length > 1 ? piece.length - 1 : 0) ?? 0).toString(16)}}`
  })
  return new RegExp(`^${source}$`, 'u')
}
