import { expect, test } from 'vitest'
import { statusText, strings } from './strings.ts'

test('changes that may be lost are counted, and nothing is called saved that is not known to be', () => {
  expect(statusText('reconnecting', 1, 1)).toContain('1 change of yours is kept in this tab')
  expect(statusText('offline', 12, 1)).toContain('12 changes of yours are kept in this tab')
  expect(statusText('reconnecting', undefined, 1)).not.toContain('saved')
  expect(statusText('not-found', 0, 1)).not.toContain('saved')
  expect(statusText('no-access', 2, 1)).toContain('2 changes of yours were not saved')
})

test('a text is whole, without a gap where nothing is to be said', () => {
  for (const kind of Object.keys(strings.status.pill) as (keyof typeof strings.status.pill)[]) {
    // Not saved yet is only what is not saved.
    for (const unsaved of kind === 'not-saved' ? [1, 7] : [undefined, 0, 1, 7]) {
      expect(statusText(kind, unsaved, 2)).toMatch(/^[A-Z1-9].*[^ ]\.$/)
    }
  }
})

test('who came and went is told in one sentence', () => {
  expect(strings.announce.joined(['Ada'])).toBe('Ada joined.')
  expect(strings.announce.left(['Ada', 'Bo'])).toBe('Ada and Bo left.')
  expect(strings.announce.joined(['Ada', 'Bo', 'Cleo'])).toBe('Ada and 2 others joined.')
})
