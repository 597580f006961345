import { expect, test } from 'vitest'
import { cleanTitle, titleFromName } from './title-words.ts'

test.each<[unknown, string | undefined]>([
  ['Plan', 'Plan'],
  ['  Plan\n\tfor 2026 ', 'Plan for 2026'],
  ['\u202eevil\u0000\u200b', 'evil'],
  ['<b>Plan</b>', '<b>Plan</b>'],
  ['👍'.repeat(200), '👍'.repeat(120)],
  [' \u200b', undefined],
  [{ toString: () => 'Plan' }, undefined],
])('%j is shown as %j', (value, title) => {
  expect(cleanTitle(value)).toBe(title)
})

test.each([
  ['calm-harbour-8f3k2m9xq7wz', 'Calm harbour'],
  ['calm-harbour', 'calm-harbour'],
  ['meeting-notes', 'meeting-notes'],
  ['team/plan 2026', 'team/plan 2026'],
  ['_weft/view/Xk3', 'Shared document'],
])('a document named %s is called %s', (name, title) => {
  expect(titleFromName(name)).toBe(title)
})
