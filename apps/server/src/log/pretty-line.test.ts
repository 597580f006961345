import { expect, test } from 'vitest'
import { prettyLine } from './pretty-line.ts'

const line = (details: Record<string, unknown>): string =>
  JSON.stringify({
    level: 'warn',
    time: '2026-01-02T03:04:05.678Z',
    event: 'peer-refused',
    ...details,
  })

test('a line is the time, the level, the event and the details', () => {
  expect(
    prettyLine(line({ code: 4403, document: 'team/plän', reason: 'not allowed' }), false),
  ).toBe('03:04:05.678 warn  peer-refused code=4403 document=team/plän reason="not allowed"\n')
})

test('with colors only the level has one', () => {
  expect(prettyLine(line({}), true)).toBe('03:04:05.678 \u001B[33mwarn \u001B[0m peer-refused\n')
})

test('a document’s name cannot move the cursor or begin a line', () => {
  const shown = prettyLine(line({ document: '\u001B[2J\nforged' }), false)
  expect(shown).toContain(String.raw`document="\u001b[2J\nforged"`)
  expect(shown.split('\n')).toHaveLength(2)
})
