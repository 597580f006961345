import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defaultLimits } from '../core/limits.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const sources = ['../core/', './'].flatMap((folder) => {
  const place = new URL(folder, import.meta.url)
  return readdirSync(place)
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .map((file) => readFileSync(new URL(file, place), 'utf8'))
})

/** The first cells of the table under this header, without the code marks, and the second cells. */
function table(header: string): [string, string][] {
  const rows = readme.slice(readme.indexOf(header)).split('\n\n', 1)[0]?.split('\n').slice(2) ?? []
  return rows.flatMap((row) => {
    const [, first = '', second = ''] = row.split('|').map((cell) => cell.trim())
    return [...first.matchAll(/`([^`]+)`/g)].map(([, name = '']): [string, string] => [
      name,
      second,
    ])
  })
}

function namesIn(pattern: RegExp): Set<string> {
  return new Set(
    sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name = '']) => name)),
  )
}

test('the README has every limit with its default', () => {
  const limits = Object.fromEntries(
    table('| limit |').map(([name, value]) => [name, Number(value)]),
  )
  expect(limits).toEqual(defaultLimits)
})

test('the README has every log event, and no other', () => {
  const events = table('| event |').map(([name]) => name)
  expect(new Set(events)).toEqual(namesIn(/event: '([^']+)'/g))
})

test('the README has every counter, and no other', () => {
  const counters = table('| counter |').map(([name]) => name.replace(/<.*/, ''))
  const counted = namesIn(/count\(['`]([a-z-]+\.?)/g)
  expect(new Set(counters)).toEqual(
    new Set([...counted].map((name) => name.replace('refused.426', 'refused.'))),
  )
})
