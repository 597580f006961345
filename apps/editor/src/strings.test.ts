import { expect, test } from 'vitest'
import { strings } from './strings.ts'

test('who came and went is told in one sentence', () => {
  expect(strings.announce.joined(['Ada'])).toBe('Ada joined.')
  expect(strings.announce.left(['Ada', 'Bo'])).toBe('Ada and Bo left.')
  expect(strings.announce.joined(['Ada', 'Bo', 'Cleo'])).toBe('Ada and 2 others joined.')
})
