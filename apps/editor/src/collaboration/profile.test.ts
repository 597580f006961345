import { expect, test } from 'vitest'
import { StoredProfile } from './profile.ts'
import { type KeyValueStorage, StoredValue } from './stored-value.ts'

function shelf(): KeyValueStorage {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      values.set(key, value)
    },
  }
}
const open = (storage: () => KeyValueStorage, draw = (_below: number) => 0) =>
  new StoredProfile(new StoredValue('profile', storage), draw)

test('somebody new gets a friendly name, and has it in the next tab too', () => {
  const storage = shelf()
  expect(open(() => storage).get()).toEqual({ name: 'Amber Badger', color: undefined })
  expect(
    open(
      () => storage,
      (below) => below - 1,
    ).get().name,
  ).toBe('Amber Badger')
})

test('what was saved in one tab is taken over in another, and told once', () => {
  const storage = shelf()
  const one = open(() => storage)
  const other = open(() => storage)
  let told = 0
  other.subscribe(() => told++)
  one.save({ name: 'Ada', color: '#c84341' })
  other.reload()
  other.reload()
  expect(other.get()).toEqual({ name: 'Ada', color: '#c84341' })
  expect(told).toBe(1)
})

test('a stored profile that makes no sense is replaced', () => {
  for (const nonsense of ['{', '5', '{"name":5}', '{"name":"\\u200b"}']) {
    const storage = shelf()
    storage.setItem('profile', nonsense)
    expect(open(() => storage).get().name).toBe('Amber Badger')
  }
})

test('without storage there is a profile all the same', () => {
  const profile = open(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  profile.save({ name: 'Ada', color: undefined })
  profile.reload()
  expect(profile.get().name).toBe('Ada')
})
