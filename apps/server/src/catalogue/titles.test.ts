import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Doc, Map as YMap } from 'yjs'
import { openCatalogue } from './open-catalogue.ts'
import { cleanTitle, Titles, titleOf } from './titles.ts'

function titled(title: string): Doc {
  const doc = new Doc()
  doc.getText('title').insert(0, title)
  return doc
}

describe('a title', () => {
  test.each<[unknown, string | undefined]>([
    ['Plan', 'Plan'],
    ['  Plan\n\tfor \u00a0 2026 ', 'Plan for 2026'],
    ['\u202eevil\u0000\u200b', 'evil'],
    ['👩\u200d💻 team', '👩\u200d💻 team'],
    ['<b>Plan</b>', '<b>Plan</b>'],
    ['é'.repeat(200), 'é'.repeat(120)],
    ['👍'.repeat(200), '👍'.repeat(120)],
    ['', undefined],
    [' \u200b\u200d ', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('%j is kept as %j', (value, kept) => {
    expect(cleanTitle(value)).toBe(kept)
  })

  test('is what the editor keeps under that name', () => {
    expect(titleOf(titled('Plan'))).toBe('Plan')
    expect(titleOf(new Doc())).toBeUndefined()
  })

  test('is not made by being asked for', () => {
    const doc = new Doc()
    titleOf(doc)
    expect(doc.share.has('title')).toBe(false)
  })

  test('is not what somebody else keeps under that name', () => {
    const doc = new Doc()
    doc.getMap('title').set('a', new YMap())
    expect(titleOf(doc)).toBeUndefined()
    expect(titleOf(titled('x'.repeat(10_001)))).toBeUndefined()
  })
})

test('titles are noted, changed, taken away, and there after a restart', async () => {
  const data = await mkdtemp(join(tmpdir(), 'weft-titles-'))
  const before = await openCatalogue(data, 0, () => undefined)
  const titles = new Titles(before)
  await titles.note('a', titled('Plan'))
  await titles.note('b', titled('Notes'))
  await titles.note('b', titled('Notes, newer'))
  await titles.note('c', titled('Gone'))
  await titles.note('c', new Doc())
  await titles.forget('a')
  await before.close()
  const after = await openCatalogue(data, 0, () => undefined)
  onTestFinished(() => after.close())
  const found = new Titles(after)
  expect(['a', 'b', 'c'].map((name) => found.of(name))).toEqual([
    undefined,
    'Notes, newer',
    undefined,
  ])
})
