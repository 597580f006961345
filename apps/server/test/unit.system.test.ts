import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const unit = fileURLToPath(new URL('../deploy/weft.service', import.meta.url))
const analyze = (...args: string[]): string =>
  execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

test('systemd finds no fault in the unit', () => {
  expect(analyze('verify', unit)).toBe('')
})

test('the unit exposes little of the system: 2 of 10 at most, as systemd rates it', () => {
  const report = analyze('security', '--offline=true', '--threshold=20', '--no-pager', unit)
  expect(report).toMatch(/Overall exposure level for weft.service: [01]\.\d/)
})
