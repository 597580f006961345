import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { builderHere } from './builder.ts'
import type { Source } from './source.ts'

/** An empty folder until the test ends. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-moving-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** What a document is that says this. */
export function updateOf(text: string, doc = new Doc()): Uint8Array {
  doc.getText('text').insert(0, text)
  return encodeStateAsUpdate(doc)
}

/** Every file's digest, by name. */
export async function digests(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort()
  const files = names.map(async (name) => {
    const bytes = await readFile(join(folder, name))
    return [name, createHash('sha256').update(bytes).digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(files))
}

/** All that a source has: of each document its text and what could not be read, in the order in which it gives them. */
export async function contentsOf(source: Source): Promise<(readonly [string, ...string[]])[]> {
  const contents: (readonly [string, ...string[]])[] = []
  for await (const one of source.documents()) {
    if ('problem' in one) {
      contents.push([one.name, `problem: ${one.problem}`])
      continue
    }
    const { state, problems } = await builderHere.build(one.updates)
    const doc = new Doc()
    applyUpdate(doc, state)
    contents.push([one.name, doc.getText('text').toString(), ...problems])
  }
  return contents
}
