import { expect, test } from 'vitest'
import { type KeptHere, unsentDocuments } from './unsent-edits.ts'

function kept(unsaved: Readonly<Record<string, number | Error>>): KeptHere {
  return {
    databases: { databases: () => Promise.resolve(Object.keys(unsaved).map((name) => ({ name }))) },
    unsavedOnDevice: (name) => {
      const count = unsaved[name] ?? 0
      if (count instanceof Error) return Promise.reject(count)
      return count < 0 ? new Promise(() => {}) : Promise.resolve(count)
    },
    after: (_, run) => setImmediate(run),
  }
}

test('tells each document with edits that are only here, whoever of two people side by side made them', async () => {
  const here = kept({
    'weft:ws://host:1/plan%20b/notes': 2,
    'weft-left:ws://host:1/plan%20b/notes': 1,
    'weft:wss://host/done': 0,
    'another application': 7,
  })
  expect(await unsentDocuments(here)).toEqual([{ name: 'plan b/notes', edits: 3 }])
})

test('what cannot be read, or not in time, keeps nobody', async () => {
  const here = kept({
    'weft:ws://host/broken': new Error('no such store'),
    'weft:ws://host/hangs': -1,
    'weft:ws://host/%': 1,
    'weft:ws://host/good': 1,
  })
  expect(await unsentDocuments(here)).toEqual([{ name: 'good', edits: 1 }])
})

test('a browser that keeps nothing has nothing to lose', async () => {
  const databases = { databases: () => Promise.reject(new Error('denied')) }
  expect(await unsentDocuments({ ...kept({}), databases })).toEqual([])
})
