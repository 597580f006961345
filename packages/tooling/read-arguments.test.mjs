import { expect, test } from 'vitest'
import { wholeNumber } from './read-arguments.mjs'
import { inRepository } from './repository.mjs'
import { runNode } from './run-command.mjs'

const asked = (command, ...args) => runNode([inRepository(command), ...args], { quiet: true })

test.each([
  'packages/bench/instructions/instructions.mjs',
  'packages/crash-rounds/crash-rounds.mjs',
  'packages/simulation/mutations.mjs',
  'packages/simulation/simulate.mjs',
  'packages/tooling/size.mjs',
])('%s tells how it is asked, and refuses in words what it cannot do', (command) => {
  const help = asked(command, '--help')
  expect(help.output).toMatch(/^npm run [a-z-]+ --/m)
  expect(help.ok).toBe(true)
  const refusal = asked(command, '--no-such-option')
  expect(refusal.ok).toBe(false)
  expect(refusal.output).toContain('--no-such-option')
  expect(refusal.output).toContain(help.output.split('\n').at(-2))
  expect(refusal.output).not.toMatch(/^ +at /m)
})

test.each(['0', '1.5', '-3', 'ten', '1e999'])('%s is no whole number from 1', (text) => {
  expect(() => wholeNumber('rounds', text)).toThrow(`Cannot take "${text}" for --rounds`)
})

test('a whole number is taken from its least on', () => {
  expect([wholeNumber('rounds', '12'), wholeNumber('seed', '0', 0)]).toEqual([12, 0])
})
