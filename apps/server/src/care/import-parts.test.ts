import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { packed, withoutChecks } from '../archive/archive.test-support.ts'
import { archiveIn } from './care.ts'
import { importParts } from './import-parts.ts'
import { itemsToImport } from './items-to-import.ts'
import type { Outcome } from './outcome.ts'
import type { ArchivePart } from '../archive/read-archive.ts'

let path = ''

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'weft-import-')), 'archive.tar')
})

/** What would be brought in, and why the rest is not. */
async function brought(parts: AsyncIterable<ArchivePart>) {
  const problems: Outcome[] = []
  const documents: string[] = []
  for await (const item of itemsToImport(parts, problems))
    if (item.is === 'document') documents.push(item.facts.document)
  return { documents, problems: problems.map(({ because = '' }) => because) }
}

async function broughtOf(bytes: Uint8Array) {
  await writeFile(path, bytes)
  return brought(importParts(path))
}

const altered = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes)
  copy.write('Toddy', copy.indexOf('"Today"') + 1)
  return copy
}

const NAMES = ['notes/today', 'plan ✂']

test('a document of which the title was altered is left out, and the others are brought in', async () => {
  const whole = await packed()
  expect(await broughtOf(whole)).toEqual({ documents: NAMES, problems: [] })
  const { documents, problems } = await broughtOf(altered(whole))
  expect(documents).toEqual(NAMES.slice(1))
  expect(problems).toEqual([
    'its document.json was altered',
    expect.stringContaining('it was altered: its checksum'),
  ])
})

test('an archive of an older version is brought in when it is whole, and not at all when it is not', async () => {
  const old = await withoutChecks(await packed())
  expect(old.includes('"check"')).toBe(false)
  expect(await broughtOf(old)).toEqual({ documents: NAMES, problems: [] })
  for (const [bytes, words] of [
    [altered(old), 'it was altered: its checksum is not that of what is in it'],
    [old.subarray(0, old.lastIndexOf('images/')), 'it is cut off: its end is missing'],
  ] as const) {
    const { documents, problems } = await broughtOf(bytes)
    expect(documents).toEqual([])
    expect(problems).toEqual([
      `${words}; an older version of Weft wrote it, and then it has to be whole; nothing of it was brought in`,
    ])
  }
})

test('one that comes in a request, and can be read only once, has to be of this version', async () => {
  async function* body(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  const whole = await packed()
  expect((await brought(archiveIn(body(whole)))).documents).toEqual(NAMES)
  const { documents, problems } = await brought(archiveIn(body(await withoutChecks(whole))))
  expect(documents).toEqual([])
  expect(problems[0]).toContain('bring it in with weft import')
})
