import { expect, test } from 'vitest'
import { MemoryArea } from './area.test-support.ts'
import { named } from './named.test-support.ts'
import { readStoredLink, ViewLinks, type StoredLink } from './view-links.ts'

const [notes, plans] = [named('notes'), named('plans')]

function linksOver(area = new MemoryArea<StoredLink>()) {
  let made = 0
  return { area, links: new ViewLinks(area, () => `id-${++made}`) }
}

test('a link leads to its document, and is told with when it was made', async () => {
  const { links } = linksOver()
  expect(await links.create(notes, 1_000)).toEqual({
    id: 'id-1',
    document: notes,
    createdMs: 1_000,
  })
  expect(links.find('id-1')).toBe(notes)
  expect(links.of(notes)?.id).toBe('id-1')
  expect(links.of(plans)).toBeUndefined()
  expect(links.all()).toHaveLength(1)
})

test('two people who make one at the same moment get the same', async () => {
  const { links } = linksOver()
  const made = await Promise.all([1, 2, 3].map((ms) => links.create(notes, ms)))
  expect(new Set(made.map(({ id }) => id))).toEqual(new Set(['id-1']))
})

test('an ended link leads nowhere, and the next is another', async () => {
  const { links } = linksOver()
  await links.create(notes, 1)
  await links.create(plans, 1)
  await links.end(notes)
  expect([links.find('id-1'), links.of(notes), links.find('id-2')]).toEqual([
    undefined,
    undefined,
    plans,
  ])
  expect((await links.create(notes, 2)).id).toBe('id-3')
})

test('an end that comes while a link is being made ends that one', async () => {
  const { links } = linksOver()
  const made = links.create(notes, 1)
  await links.end(notes)
  expect(links.find((await made).id)).toBeUndefined()
})

test('all links to a document end, also if an older version left two', async () => {
  const { area, links } = linksOver()
  await area.set('one', { document: notes, createdMs: 1 })
  await area.set('two', { document: notes, createdMs: 2 })
  await links.end(notes)
  expect(area.size).toBe(0)
})

test('what cannot be written is not in force, and can be tried again', async () => {
  const { area, links } = linksOver()
  area.isFailing = true
  await expect(links.create(notes, 1)).rejects.toThrow('disk')
  expect(links.of(notes)).toBeUndefined()
  area.isFailing = false
  await links.create(notes, 1)
  area.isFailing = true
  await expect(links.end(notes)).rejects.toThrow('disk')
  expect(links.find('id-2')).toBe(notes)
})

test.each([
  null,
  'notes',
  {},
  { document: 'notes' },
  { document: '', createdMs: 1 },
  { document: 'a/../b', createdMs: 1 },
  { document: 'notes', createdMs: '1' },
])('%o in the catalogue is no link', (value) => {
  expect(readStoredLink(value)).toBeUndefined()
})

test('what was stored is read', () => {
  expect(readStoredLink({ document: 'notes', createdMs: 5 })).toEqual({
    document: 'notes',
    createdMs: 5,
  })
})
