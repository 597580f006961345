import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { examples } from '../examples.ts'
import { linesOf } from './lines-of.ts'

/** What fits on a screen. */
const MAX_LINES = 48

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

describe.each(examples)('$folder', (example) => {
  const { folder, editor, files } = example
  const main = read(`${folder}/${files[0]}`)

  test('the wiring fits on a screen, imports aside', () => {
    const code = main.replaceAll(/^import [^']*'[^']*'\n/gm, '').trim()
    expect(code.split('\n').length).toBeLessThanOrEqual(MAX_LINES)
  })

  test('the wiring is all there: the provider, who one is, and the binding', () => {
    expect(main).toMatch(/new WeftProvider\(/)
    expect(main).toMatch(/\bperson\b/)
    expect(main).toMatch(/\bshowStatus\(provider\)/)
  })

  test('all code of its own that it runs is shown', () => {
    for (const file of files)
      for (const [, imported = ''] of read(`${folder}/${file}`).matchAll(/from '(\.[^']+)'/g)) {
        const name = imported.replace(/^\.\//, '')
        if (/^\.\.\/shared\/(person|status|mount)\./.test(name)) continue
        expect(files).toContain(name)
      }
  })

  test('the README tells its lines of code', () => {
    const { wiring, all } = linesOf(example)
    expect(read('README.md')).toContain(
      `| [${editor}](${folder}/${files[0]}) | ${example.shows} | ${wiring} | ${all} |\n`,
    )
  })
})

test('every page is in the list, and so in the gallery', () => {
  const folders = readdirSync(new URL('..', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
    .map(({ name }) => name)
    .filter((name) => existsSync(new URL(`../${name}/index.html`, import.meta.url)))
  expect(folders.toSorted()).toEqual(examples.map(({ folder }) => folder).toSorted())
})

test('what the pages share is short enough to be read', () => {
  for (const file of ['shared/person.ts', 'shared/status.ts'])
    expect(read(file).split('\n').length).toBeLessThanOrEqual(40)
})
