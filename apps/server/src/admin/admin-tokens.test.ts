import { describe, expect, test } from 'vitest'
import { StartProblem } from '../start-problem.ts'
import { AdminTokens } from './admin-tokens.ts'

const admin = 'correct horse battery'.replaceAll(' ', '-')
const metrics = 'a-token-for-metrics'
const elsewhere = '203.0.113.9'

function tokens() {
  const clock = { ms: 0 }
  return { clock, tokens: new AdminTokens({ admin, metrics }, () => clock.ms) }
}

describe('a token', () => {
  test.each([
    [`Bearer ${admin}`, 'admin'],
    [`bearer  ${admin}`, 'admin'],
    [`Bearer ${metrics}`, 'metrics'],
    [`Bearer ${admin}x`, 'nobody'],
    ['Bearer ', 'nobody'],
    [`Basic ${admin}`, 'nobody'],
    [admin, 'nobody'],
    [undefined, 'nobody'],
  ])('%s is that of: %s', (header, as) => {
    expect(tokens().tokens.rightsOf(header, elsewhere).as).toBe(as)
  })

  test('is not looked at, also when it is right, after ten wrong ones from that address', () => {
    const { clock, tokens: some } = tokens()
    for (let tries = 0; tries < 10; tries += 1)
      expect(some.rightsOf('Bearer wrong', elsewhere)).toMatchObject({ status: 401 })
    expect(some.rightsOf(`Bearer ${admin}`, elsewhere)).toMatchObject({ status: 429 })
    expect(some.rightsOf(`Bearer ${admin}`, '203.0.113.10')).toEqual({ as: 'admin' })
    clock.ms += 6_000
    expect(some.rightsOf(`Bearer ${admin}`, elsewhere)).toEqual({ as: 'admin' })
  })

  test('that is missing counts for nobody’s guess', () => {
    const { tokens: some } = tokens()
    for (let tries = 0; tries < 100; tries += 1) some.rightsOf(undefined, elsewhere)
    expect(some.rightsOf(`Bearer ${admin}`, elsewhere)).toEqual({ as: 'admin' })
  })

  test('is not for both the administrator and metrics', () => {
    expect(() => new AdminTokens({ admin, metrics: admin }, () => 0)).toThrow(StartProblem)
  })

  test('that was replaced is nobody’s, and who guessed wrong before has no new tries by it', () => {
    const { tokens: some } = tokens()
    for (let tries = 0; tries < 10; tries += 1) some.rightsOf('Bearer wrong', elsewhere)
    some.replace({ admin: 'another-token-of-ours', metrics })
    const here = '203.0.113.10'
    expect(some.rightsOf(`Bearer ${admin}`, here).as).toBe('nobody')
    expect(some.rightsOf('Bearer another-token-of-ours', here)).toEqual({ as: 'admin' })
    expect(some.rightsOf('Bearer another-token-of-ours', elsewhere)).toMatchObject({ status: 429 })
  })

  test('of the administrator is no one’s when there is none', () => {
    const some = new AdminTokens({ admin: undefined, metrics }, () => 0)
    expect(some.rightsOf('Bearer undefined', elsewhere).as).toBe('nobody')
    expect(some.rightsOf(`Bearer ${metrics}`, elsewhere)).toEqual({ as: 'metrics' })
  })
})
