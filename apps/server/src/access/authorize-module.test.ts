import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Requester } from '@weft/server'
import { expect, test, onTestFinished, vi } from 'vitest'
import { refusalOf } from '../endpoints/requester.ts'
import { StartProblem } from '../start-problem.ts'
import { loadAuthorizeModule } from './authorize-module.ts'
import { named } from './named.test-support.ts'

const folder = mkdtempSync(join(tmpdir(), 'weft-module-'))
let files = 0

function file(content: string): string {
  const path = join(folder, `authorize-${(files += 1)}.mjs`)
  writeFileSync(path, content)
  return path
}

const who: Requester = { token: 'T', headers: {}, address: '' }

test('the function in a file is asked', async () => {
  const authorize = await loadAuthorizeModule(
    file(`export const authorize = async ({ token }, action, document) =>
      token === 'T' && action === 'read'
        ? { allowed: true, user: document }
        : { allowed: false, because: 'forbidden', reason: 'no' }`),
  )
  expect(await authorize(who, 'read', named('a'))).toEqual({ allowed: true, user: 'a' })
  expect(await authorize(who, 'write', named('a'))).toMatchObject({ allowed: false })
})

test.each([
  ['export const x = 1, y = 2', /it exports x, y\. Write "export function authorize/],
  ['', /it exports nothing/],
  ['export const authorize = true', /"authorize" is no function/],
  ['throw new Error("no database")', /fails while it is loaded: no database/],
  ['export const authorize = (', /fails while it is loaded/],
  ['import "nowhere-to-be-found"', /Cannot find package 'nowhere-to-be-found'/],
])('%j is said at the start', async (content, words) => {
  const loading = loadAuthorizeModule(file(content))
  await expect(loading).rejects.toThrow(words)
  await expect(loading).rejects.toThrow(StartProblem)
})

test('a file that is not there is said at the start', async () => {
  await expect(loadAuthorizeModule(join(folder, 'nowhere.mjs'))).rejects.toThrow(
    'there is no such file. Write it',
  )
})

test.each([
  '() => { throw new Error("database is away") }',
  '() => undefined',
  '() => true',
  '() => ({ allowed: "yes" })',
  'async () => null',
  '() => ({ allowed: true, validForMs: -1 })',
  '() => ({ allowed: true, validForMs: "60" })',
])('no clear answer is none: %s', async (code) => {
  const authorize = await loadAuthorizeModule(file(`export const authorize = ${code}`))
  await expect(authorize(who, 'read', named('a'))).rejects.toThrow(/database|must return/)
})

test.each([
  ['{ allowed: false }', 'forbidden', 'not allowed'],
  ['{ allowed: false, because: "bored", reason: 7 }', 'forbidden', 'not allowed'],
  ['{ allowed: false, because: "toString", reason: "no" }', 'forbidden', 'no'],
  ['{ allowed: false, because: "not-found", reason: "no" }', 'not-found', 'no'],
])('no is no, whatever is left out: %s', async (answer, because, reason) => {
  const authorize = await loadAuthorizeModule(file(`export const authorize = () => (${answer})`))
  expect(await authorize(who, 'read', named('a'))).toEqual({ allowed: false, because, reason })
  const told = await refusalOf(authorize, who, 'read', named('a'))
  expect(told).toMatchObject({ status: because === 'forbidden' ? 403 : 404, body: `${reason}\n` })
})

test('a function that never answers is not waited for', async () => {
  const authorize = await loadAuthorizeModule(
    file('export const authorize = () => new Promise(() => {})'),
  )
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const refused = expect(authorize(who, 'read', named('a'))).rejects.toThrow(/no answer in time/)
  await vi.advanceTimersByTimeAsync(10_000)
  await refused
})
