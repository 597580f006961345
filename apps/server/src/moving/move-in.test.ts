import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLevelStorage } from '@weft/storage-level'
import { describe, expect, onTestFinished, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import { Deletions } from '../catalogue/deletions.ts'
import { openCatalogue } from '../catalogue/open-catalogue.ts'
import { Titles } from '../catalogue/titles.ts'
import { builderHere } from './builder.ts'
import { moveIn, type Moved, type MoveOptions } from './move-in.ts'
import { updateOf } from './moving.test-support.ts'
import type { Source, SourceProblem, SourceUpdate } from './source.ts'
import { StorageTarget } from './storage-target.ts'
import type { Target } from './target.ts'

type Given = readonly [name: string, ...updates: SourceUpdate[]] | SourceProblem

/** A source with these documents. */
function sourceOf(...given: readonly Given[]): Source {
  return {
    count: given.length,
    documents: async function* documents() {
      for (const one of given) {
        if ('problem' in one) yield one
        else yield { name: one[0], updates: each(one.slice(1) as SourceUpdate[]) }
      }
    },
    close: async () => undefined,
  }
}

async function* each(updates: readonly SourceUpdate[]): AsyncGenerator<SourceUpdate> {
  yield* updates
}

/** A data folder, with all that is in it. */
async function openData() {
  const path = mkdtempSync(join(tmpdir(), 'weft-move-in-'))
  const storage = await openLevelStorage({ path })
  const catalogue = await openCatalogue(path, 0, () => undefined)
  onTestFinished(async () => {
    await catalogue.close()
    await storage.close()
    rmSync(path, { recursive: true })
  })
  const deletions = new Deletions(catalogue)
  const titles = new Titles(catalogue)
  const target = new StorageTarget({ storage, titles, deletions, now: () => 1_000 })
  const docOf = async (name: string): Promise<Doc> => {
    const doc = new Doc()
    const stored = await storage.load(name)
    for (const { updates } of stored?.records ?? [])
      for (const { update } of updates) applyUpdate(doc, update)
    return doc
  }
  const textOf = async (name: string): Promise<string> =>
    (await docOf(name)).getText('text').toString()
  return { storage, titles, deletions, target, docOf, textOf }
}

const plain: MoveOptions = { existing: 'refuse', rename: false, dryRun: false }

async function move(source: Source, target: Target, options: Partial<MoveOptions> = {}) {
  const moved: Moved[] = []
  for await (const one of moveIn(source, target, builderHere, { ...plain, ...options }))
    moved.push(one)
  return moved
}

const outcomes = (moved: readonly Moved[]) =>
  Object.fromEntries(moved.map(({ name, is }) => [name, is]))

describe('documents that move in', () => {
  test('are here afterwards as they were there, with their clients and clocks', async () => {
    const { target, storage, docOf, titles } = await openData()
    const doc = new Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let index = 0; index < 200; index += 1) doc.getText('text').insert(index % 7, `${index}`)
    doc.getText('text').delete(3, 50)
    doc.getText('title').insert(0, 'My plan')
    const [moved] = await move(sourceOf(['plan', ...updates]), target)
    expect(moved).toMatchObject({ name: 'plan', is: 'came' })
    const stored = await docOf('plan')
    expect(stored.getText('text').toString()).toBe(doc.getText('text').toString())
    expect(encodeStateVector(stored)).toEqual(encodeStateVector(doc))
    expect(titles.of('plan')).toBe('My plan')
    const [entry] = await storage.list()
    expect(entry).toMatchObject({ document: 'plan', sequence: 1, createdMs: 1_000 })
  })

  test('that are large are stored in pieces, as one record', async () => {
    const { target, storage, textOf } = await openData()
    const long = Array.from({ length: 40_000 }, (_none, index) => `word ${index} `).join('')
    expect(await move(sourceOf(['long', updateOf(long)]), target)).toMatchObject([{ is: 'came' }])
    expect(await textOf('long')).toBe(long)
    const stored = await storage.load('long')
    expect(stored?.records).toHaveLength(1)
  })

  test('may be many', async () => {
    const { target, storage } = await openData()
    const given = Array.from({ length: 100 }, (_none, index) => {
      return [`room ${index}`, updateOf(`text ${index}`)] as const
    })
    const moved = await move(sourceOf(...given), target)
    expect(moved.every(({ is }) => is === 'came')).toBe(true)
    expect(await storage.list()).toHaveLength(100)
  })

  test('come once, however often they are brought; also when they were edited here since', async () => {
    const { target, storage } = await openData()
    const source = sourceOf(['a', updateOf('one')], ['b', updateOf('two')], ['none', updateOf('')])
    expect(outcomes(await move(source, target))).toEqual({ a: 'came', b: 'came', none: 'empty' })
    const update = updateOf('later')
    await storage.append([{ document: 'a', updates: [{ update, user: undefined, timeMs: 2 }] }])
    const before = await storage.list()
    expect(outcomes(await move(source, target))).toEqual({
      a: 'present',
      b: 'present',
      none: 'empty',
    })
    expect(outcomes(await move(source, target, { existing: 'replace' }))).toMatchObject({
      a: 'present',
    })
    expect(await storage.list()).toEqual(before)
  })

  test('come in whole after a stop between a document’s start and its content', async () => {
    const { target, storage, textOf } = await openData()
    await storage.create('a', 'epoch', 1)
    expect(outcomes(await move(sourceOf(['a', updateOf('one')]), target))).toEqual({ a: 'came' })
    expect(await textOf('a')).toBe('one')
  })

  test('keep what waits for updates that never came', async () => {
    const { target, docOf } = await openData()
    const doc = new Doc()
    updateOf('first', doc)
    const before = encodeStateVector(doc)
    updateOf('second', doc)
    const orphan = encodeStateAsUpdate(doc, before)
    const source = sourceOf(['a', orphan])
    expect(outcomes(await move(source, target))).toEqual({ a: 'came' })
    expect(outcomes(await move(source, target))).toEqual({ a: 'present' })
    const stored = await docOf('a')
    applyUpdate(stored, encodeStateAsUpdate(doc))
    expect(stored.getText('text').toString()).toBe('secondfirst')
  })

  test('that are damaged come in part, or not at all, and the others all the same', async () => {
    const { target, storage, textOf } = await openData()
    const moved = await move(
      sourceOf(
        ['part', updateOf('what is left'), Buffer.from('junk'), { unreadable: 'lost it' }],
        ['none', Buffer.from('junk')],
        { name: 'row 7', problem: 'its name is no text' },
        ['whole', updateOf('whole')],
      ),
      target,
    )
    expect(outcomes(moved)).toEqual({
      part: 'incomplete',
      none: 'failed',
      'row 7': 'failed',
      whole: 'came',
    })
    expect(moved.find(({ name }) => name === 'part')?.because).toMatch(/no Yjs update.*; lost it/)
    expect(await textOf('part')).toBe('what is left')
    expect(await storage.load('none')).toBeUndefined()
  })

  test('stopped at each step and begun again, are all there once and whole', async () => {
    const given = [
      ...Array.from({ length: 2 }, (_none, index) => [`${index}`, updateOf(`${index}`)] as const),
      ['long', updateOf('a word '.repeat(40_000))],
    ] as const
    const names = given.map(([name]) => name)
    for (let step = 1, isDone = false; !isDone; step += 1) {
      const { target, storage, textOf } = await openData()
      let left = step
      const stopping = <T>(act: () => Promise<T>): Promise<T> => {
        left -= 1
        return left >= 0 ? act() : Promise.reject(new Error('stopped'))
      }
      const breaking: Target = {
        present: (name) => stopping(() => target.present(name)),
        create: (name, content) =>
          stopping(async () => {
            // What is begun by the last step is not ended.
            if (left > 0) return target.create(name, content)
            await storage.create(name, 'begun', 1)
            throw new Error('stopped')
          }),
        add: (name, content) => stopping(() => target.add(name, content)),
        remove: (name) => stopping(() => target.remove(name)),
      }
      const first = move(sourceOf(...given), breaking)
      isDone = await first.then(
        () => true,
        (error: Error) => error.message !== 'stopped',
      )
      const again = await move(sourceOf(...given), target)
      expect(again.map(({ is }) => is).every((is) => is === 'came' || is === 'present')).toBe(true)
      expect((await storage.list()).map(({ document, sequence }) => [document, sequence])).toEqual(
        names.map((name) => [name, 1]),
      )
      expect(await textOf('1')).toBe('1')
      expect((await textOf('long')).length).toBe(280_000)
    }
  })

  test('are told to have failed when what was stored reads back as something else', async () => {
    const { target } = await openData()
    const forgetful: Target = {
      present: (name) => target.present(name),
      create: (name, { title }) => target.create(name, { pieces: [updateOf('else')], title }),
      add: (name, content) => target.add(name, content),
      remove: (name) => target.remove(name),
    }
    const [moved] = await move(sourceOf(['a', updateOf('one')]), forgetful)
    expect(moved).toMatchObject({
      is: 'failed',
      because: expect.stringMatching(/does not read back/),
    })
  })

  test('are not written in a dry run, which tells what would come', async () => {
    const { target, storage } = await openData()
    await move(sourceOf(['a', updateOf('one')]), target)
    const before = await storage.list()
    const source = sourceOf(['a', updateOf('other')], ['b', updateOf('two')])
    const options = { existing: 'merge', dryRun: true } as const
    expect(outcomes(await move(source, target, options))).toEqual({ a: 'merged', b: 'came' })
    expect(await storage.list()).toEqual(before)
  })
})

describe('a document whose name is another’s here', () => {
  async function withAnother(options: Partial<MoveOptions>) {
    const data = await openData()
    await move(sourceOf(['a', updateOf('here')]), data.target)
    const epoch = (await data.storage.load('a'))?.epoch
    const [moved] = await move(sourceOf(['a', updateOf('there')]), data.target, options)
    return { ...data, moved, epoch }
  }

  test('is refused', async () => {
    const { moved, textOf } = await withAnother({})
    expect(moved).toMatchObject({
      is: 'failed',
      because: expect.stringMatching(/--existing merge, skip or replace/),
    })
    expect(await textOf('a')).toBe('here')
  })

  test('is left out, if so told', async () => {
    const { moved, textOf } = await withAnother({ existing: 'skip' })
    expect(moved).toMatchObject({ is: 'skipped' })
    expect(await textOf('a')).toBe('here')
  })

  test('becomes one with it, if so told', async () => {
    const { moved, textOf, storage, epoch } = await withAnother({ existing: 'merge' })
    expect(moved).toMatchObject({ is: 'merged' })
    expect(['herethere', 'therehere']).toContain(await textOf('a'))
    expect((await storage.load('a'))?.epoch).toBe(epoch)
  })

  test('takes its place, with a history of its own, if so told', async () => {
    const { moved, textOf, storage, epoch } = await withAnother({ existing: 'replace' })
    expect(moved).toMatchObject({ is: 'replaced' })
    expect(await textOf('a')).toBe('there')
    expect((await storage.load('a'))?.epoch).not.toBe(epoch)
  })

  test('that was deleted here comes only in its place', async () => {
    const { target, deletions, textOf } = await openData()
    await move(sourceOf(['a', updateOf('here')]), target)
    await deletions.mark('a', 1)
    const source = sourceOf(['a', updateOf('there')])
    for (const existing of ['refuse', 'merge'] as const)
      expect(await move(source, target, { existing })).toMatchObject([
        { is: 'failed', because: expect.stringMatching(/was deleted here/) },
      ])
    expect(await move(source, target, { existing: 'replace' })).toMatchObject([{ is: 'replaced' }])
    expect(await textOf('a')).toBe('there')
    expect(deletions.of('a')).toBeUndefined()
  })
})

describe('a name', () => {
  test('is the one that clients reach by it', async () => {
    const { target, textOf } = await openData()
    const moved = await move(sourceOf(['my%20room', updateOf('one')]), target)
    expect(moved).toMatchObject([{ is: 'came', as: 'my room', isRenamed: false }])
    expect(await textOf('my room')).toBe('one')
  })

  test('may be that of two, of which the first comes', async () => {
    const { target, textOf } = await openData()
    const source = sourceOf(['my%20room', updateOf('one')], ['my room', updateOf('two')])
    const moved = await move(source, target)
    expect(outcomes(moved)).toEqual({ 'my%20room': 'came', 'my room': 'failed' })
    expect(moved[1]?.because).toMatch(/"my%20room" came under the same name; another document/)
    expect(await textOf('my room')).toBe('one')
    expect(await move(source, target, { existing: 'merge' })).toMatchObject([
      { is: 'present' },
      { is: 'merged' },
    ])
  })

  test.each([
    ['a\nb', 'a-b'],
    ['', /^-[0-9a-f]{12}$/],
    ['../../etc', '--/--/etc'],
    ['a%2e%2e%00', 'a-2e-2e-00'],
    ['é'.repeat(300), /^é{246}-[0-9a-f]{12}$/],
    ['_weft/view/a', /^weft\/view\/a$/],
    ['/_Weft', /^Weft$/],
    ['%5Fweft/a', /^-5Fweft\/a$/],
  ])('%.20j that cannot be is told with one that can, and taken if so told', async (name, near) => {
    const { target } = await openData()
    const source = sourceOf([name, updateOf('one')], ['other', updateOf('two')])
    const [refused, other] = await move(source, target)
    expect(refused).toMatchObject({ is: 'failed', because: expect.stringMatching(/--rename/) })
    expect(other).toMatchObject({ is: 'came' })
    const moved = await move(source, target, { rename: true })
    const taken = moved.find(({ isRenamed }) => isRenamed)
    expect(taken).toMatchObject({ is: 'came', name })
    expect(taken?.as).toMatch(near)
  })
})
