import type { DocumentEntry, ListOptions } from '@weft/storage'
import { expect, test } from 'vitest'
import { DocumentIndex } from './document-index.ts'

const entry = (document: string, changedMs: number): DocumentEntry => ({
  document,
  epoch: 'e',
  sequence: 1,
  sizeBytes: 10,
  createdMs: 0,
  changedMs,
})

/** Storage as it lists, and how often it was asked. */
function storageOf(entries: readonly DocumentEntry[]) {
  const asked: ListOptions[] = []
  const list = ({ after = '', limit = 1000, ...options }: ListOptions = {}) => {
    asked.push({ after, limit, ...options })
    return Promise.resolve(entries.filter(({ document }) => document > after).slice(0, limit))
  }
  return { asked, list }
}

test('all documents, the last changed first', async () => {
  const storage = storageOf([entry('a', 1), entry('b', 3), entry('c', 3), entry('d', 2)])
  const documents = await new DocumentIndex(storage, () => 0).all()
  expect(documents.map(({ document }) => document)).toEqual(['b', 'c', 'd', 'a'])
})

test('also those beyond one page of storage', async () => {
  const names = Array.from({ length: 2500 }, (_, at) => `n${String(at).padStart(5, '0')}`)
  const storage = storageOf(names.map((name, at) => entry(name, at)))
  const documents = await new DocumentIndex(storage, () => 0).all()
  expect(documents.map(({ document }) => document)).toEqual([...names].reverse())
})

test('who asks together, or a moment later, is answered by one reading', async () => {
  let nowMs = 0
  const storage = storageOf([entry('a', 1)])
  const index = new DocumentIndex(storage, () => nowMs)
  await Promise.all([index.all(), index.all()])
  nowMs = 249
  await index.all()
  expect(storage.asked).toHaveLength(1)
  nowMs = 250
  await index.all()
  expect(storage.asked).toHaveLength(2)
})

test('a reading that failed is not kept', async () => {
  const failing = { list: () => Promise.reject(new Error('disk')) }
  const index = new DocumentIndex(failing, () => 0)
  await expect(index.all()).rejects.toThrow('disk')
  failing.list = () => Promise.reject(new Error('disk again'))
  await expect(index.all()).rejects.toThrow('disk again')
})
