import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyUpdate, Doc } from 'yjs'
import { paperOf } from './paper.ts'
import { TEXT } from './typing.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paper-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Doc()
  for (const update of updates) applyUpdate(doc, update)
  return doc.getText(TEXT).toJSON()
}

test('a made-up paper has as many edits as asked for, and its updates make its text', () => {
  const paper = paperOf(undefined, 3_000)
  expect(paper.updates).toHaveLength(3_000)
  expect(textOf(paper.updates)).toBe(paper.text)
  expect(textOf([paper.state])).toBe(paper.text)
})

test('it takes letters back, so that its text is shorter than its clock', () => {
  const { clocks, text } = paperOf(undefined, 3_000)
  const typed = clocks.at(-1) ?? 0
  expect(typed).toBeLessThan(3_000)
  expect(text.length).toBeLessThan(typed)
  expect(text.length).toBeGreaterThan(300)
})

test.each(['trace.json', 'trace.json.gz'])('a recording is typed as it was: %s', (name) => {
  const file = join(folder, name)
  const trace = JSON.stringify({
    startContent: 'ab',
    endContent: 'aXYc',
    txns: [
      { patches: [[1, 1, 'XY']] },
      {
        patches: [
          [3, 0, 'd'],
          [3, 1, 'c'],
        ],
      },
    ],
  })
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(trace) : trace)
  const paper = paperOf(file, 100)
  expect(paper.updates).toHaveLength(4)
  expect(textOf(paper.updates)).toBe('aXYc')
})

test('a file that is no recording is refused in words', () => {
  const file = join(folder, 'other.json')
  writeFileSync(file, '{"txns":[{"patches":[["1",0,"a"]]}],"startContent":""}')
  expect(() => paperOf(file, 100)).toThrow('is no recording')
})
