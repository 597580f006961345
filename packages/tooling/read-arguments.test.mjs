import { expect, test } from 'vitest'
import { inRepository } from './repository.mjs'
import { runNode } from './run-command.mjs'

const asked = (command, ...args) => {
  const { ok, output } = runNode([inRepository(command), ...args], { quiet: true })
  return { ok, output }
}

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
