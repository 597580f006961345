import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor, parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { inRepository } from './repository.mjs'

/** What is made, or installed. */
const NOT_OURS = new Set(['node_modules', 'dist'])

const testsIn = (folder) =>
  readdirSync(inRepository(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : testsIn(path)
    return /\.(test|spec)\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : []
  })

/** Where a pattern stands as it is in what `toMatchObject` is given: it has no keys, so everything matches it. */
function patternsWithoutEffect(file, source) {
  const found = []
  const look = (node) => {
    if (node.type === 'Literal' && 'regex' in node)
      found.push(`${file}:${source.slice(0, node.start).split('\n').length}`)
    if (node.type === 'ObjectExpression')
      for (const { value } of node.properties) if (value) look(value)
    if (node.type === 'ArrayExpression')
      for (const element of node.elements) if (element) look(element)
  }
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'MemberExpression' && callee.property.name === 'toMatchObject')
        given.forEach(look)
    },
  }).visit(parseSync(file, source).program)
  return found
}

test('no test compares with a pattern that anything matches: that takes expect.stringMatching', () => {
  const files = ['packages', 'apps', 'e2e'].flatMap(testsIn)
  expect(files.length).toBeGreaterThan(100)
  const found = files
    .map((file) => [file, readFileSync(inRepository(file), 'utf8')])
    .filter(([, source]) => source.includes('toMatchObject'))
    .flatMap(([file, source]) => patternsWithoutEffect(file, source))
  expect(found).toEqual([])
})

test('such a pattern is found, however deep it stands, and one that counts is not', () => {
  const source = `expect(a).toMatchObject([{ b: { c: /x/ } }])
expect(a).toMatchObject({ b: expect.stringMatching(/x/), c: oneLine(/x/) })
expect(a).toMatch(/x/)`
  expect(patternsWithoutEffect('a.test.ts', source)).toEqual(['a.test.ts:1'])
})
