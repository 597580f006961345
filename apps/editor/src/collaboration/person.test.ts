import { expect, test } from 'vitest'
import { cleanName, MAX_NAME_LENGTH, personFrom } from './person.ts'

test('a name is one line without what cannot be seen', () => {
  expect(cleanName('  Ada \n Lovelace\t')).toBe('Ada Lovelace')
  expect(cleanName('Ada\u202eecalevoL\u0000\u200b')).toBe('AdaecalevoL')
  expect(cleanName('👩‍🚀 Sally')).toBe('👩‍🚀 Sally')
})

test('a name that has nothing to show is no name', () => {
  for (const nothing of ['', '  ', '\u200d\u200b', '\u0007', 5, null, undefined, {}]) {
    expect(cleanName(nothing)).toBeUndefined()
  }
})

test('a long name is cut between characters, never inside one', () => {
  expect(cleanName('x'.repeat(1e6))).toBe('x'.repeat(MAX_NAME_LENGTH))
  expect(cleanName('😀'.repeat(100))).toBe('😀'.repeat(MAX_NAME_LENGTH))
})

test('markup in a name stays text', () => {
  expect(personFrom({ user: { name: '<img src=x>', color: '#000000' } }, 1).name).toBe(
    '<img src=x>',
  )
})

test('the fields of every binding are understood', () => {
  const ada = { name: 'Ada', color: '#C84341' }
  const expected = { name: 'Ada', color: '#c84341' }
  expect(personFrom({ user: ada }, 1)).toEqual(expected)
  expect(personFrom({ ...ada, focusing: true }, 1)).toEqual(expected)
  expect(personFrom({ data: ada }, 1)).toEqual(expected)
})

test('whatever a peer publishes, there is a name and a colour', () => {
  const hostile = [
    null,
    5,
    'user',
    [],
    {},
    { user: null },
    { user: 5 },
    { user: { name: 5, color: 'red;background:url(//x)' } },
    { user: { name: { toString: 1 }, color: ['#000000'] } },
    { name: true },
  ]
  for (const state of hostile) {
    expect(personFrom(state, 13)).toEqual({ name: 'Somebody', color: '#b9541e' })
  }
})
