import { expect, test } from 'vitest'
import { codeFileName } from './code-file-name.ts'

test.each([
  ['notes', 'ts', 'notes.ts'],
  ['server.ts', 'ts', 'server.ts'],
  ['team/2026: plan?', 'py', 'team-2026- plan.py'],
  ['../../.bashrc', 'sh', 'bashrc.sh'],
  ['invoice\u202egnp', 'txt', 'invoice-gnp.txt'],
  ['///', 'txt', 'code.txt'],
  ['ä'.repeat(300), 'go', `${'ä'.repeat(80)}.go`],
])('%j in a language of .%s is saved as %j', (name, extension, file) => {
  expect(codeFileName(name, extension)).toBe(file)
})
