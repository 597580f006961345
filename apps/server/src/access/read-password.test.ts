import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StartProblem } from '../start-problem.ts'
import { readPassword } from './read-password.ts'

const folder = mkdtempSync(join(tmpdir(), 'weft-password-'))

function file(content: string | Buffer): string {
  const path = join(folder, 'password')
  writeFileSync(path, content)
  return path
}

test.each([
  ['correct horse', 'correct horse'],
  ['correct horse\n', 'correct horse'],
  ['correct horse\r\n', 'correct horse'],
  ['pa\u0308ssword', 'p\u00e4ssword'],
  ['🐎🐎🐎🐎🐎🐎🐎🐎', '🐎🐎🐎🐎🐎🐎🐎🐎'],
])('%j is the password %j', (content, password) => {
  expect(readPassword(file(content))).toBe(password)
})

test.each<[string | Buffer, RegExp]>([
  ['', /it is empty/],
  ['\n', /it is empty/],
  ['one line\nanother\n', /more than one line/],
  ['correct\thorse', /more than one line/],
  [' correct horse', /a space/],
  ['correct horse \n', /a space/],
  ['1234567', /at least 8 characters/],
  ['x'.repeat(1001), /at most 1000/],
  [Buffer.from([0xff, 0xfe, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47]), /UTF-8/],
])('%j is none', (content, words) => {
  expect(() => readPassword(file(content))).toThrow(words)
  expect(() => readPassword(file(content))).toThrow(StartProblem)
})

test('a file that is not there, or is a folder, is said so', () => {
  expect(() => readPassword(join(folder, 'nowhere'))).toThrow(/no such file/)
  expect(() => readPassword(folder)).toThrow(/it is a folder/)
})

test('the words have the file and never the password', () => {
  try {
    readPassword(file('secret'))
    expect.unreachable()
  } catch (error) {
    expect(String(error)).toContain(folder)
    expect(String(error)).not.toContain('secret')
  }
})
