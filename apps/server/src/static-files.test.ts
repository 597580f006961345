import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readStaticFiles } from './static-files.ts'

function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), name)
  }
  return folder
}

test('what is hidden is not served, nor what lies in a hidden folder', () => {
  const folder = folderWith(
    'index.html',
    'a/b.c.js',
    '.env',
    '.git/config',
    'a/.cache/deep/secret',
    '.well-known/security.txt',
    '.well-known/.env',
  )
  expect([...readStaticFiles(folder).keys()].sort()).toEqual([
    '.well-known/security.txt',
    'a/b.c.js',
    'index.html',
  ])
})

test('nothing outside of the folder is served by a link to it', () => {
  const outside = folderWith('secret', 'more/secret')
  const folder = folderWith('index.html')
  symlinkSync(join(outside, 'secret'), join(folder, 'file'))
  symlinkSync(outside, join(folder, 'folder'))
  expect([...readStaticFiles(folder).keys()]).toEqual(['index.html'])
})
