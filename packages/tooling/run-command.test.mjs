import { expect, test } from 'vitest'
import { runNode } from './run-command.mjs'

const TALKS = 'console.log("{}"); console.error("npm notice There is a newer npm {")'

test('an answer is what stood on standard output, whatever else a program had to say', () => {
  const { ok, answer, output } = runNode(['--eval', TALKS], { quiet: true })
  expect({ ok, answer }).toEqual({ ok: true, answer: '{}\n' })
  expect(output).toContain('There is a newer npm')
})

test('a program that is not there has no answer, and its error is told', () => {
  const { ok, answer, output } = runNode(['./no-such-file.mjs'], { quiet: true })
  expect({ ok, answer }).toEqual({ ok: false, answer: '' })
  expect(output).toContain('no-such-file.mjs')
})
