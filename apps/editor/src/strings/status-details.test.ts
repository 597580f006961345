import { expect, test } from 'vitest'
import type { Status } from '../collaboration/save-status.ts'
import { statusText, statusTitle } from './status-details.ts'

const status = (some: Partial<Status>): Status => ({
  kind: 'saved',
  tone: 'calm',
  unsavedChanges: 0,
  keptIn: 'device',
  hasContent: true,
  canWrite: true,
  ...some,
})
const text = (some: Partial<Status>) => statusText(status(some), 2)

test('changes that wait are counted, and it is said where they are', () => {
  expect(text({ kind: 'reconnecting', unsavedChanges: 1 })).toBe(
    '1 change of yours is kept on this device and will be sent.',
  )
  expect(text({ kind: 'offline', unsavedChanges: 12, keptIn: 'full' })).toBe(
    '12 changes of yours are kept in this tab and will be sent. This device has no room left. Keep the tab open.',
  )
  expect(text({ kind: 'offline', unsavedChanges: 12, keptIn: 'denied' })).toContain(
    'This browser does not let the page keep anything. Keep the tab open.',
  )
})

test('nothing is called saved that is not known to be', () => {
  expect(text({ kind: 'reconnecting', unsavedChanges: undefined })).not.toContain('saved')
  expect(text({ kind: 'not-found', unsavedChanges: 0 })).not.toContain('saved')
  expect(text({ kind: 'no-access', unsavedChanges: 2, keptIn: 'tab' })).toContain(
    '2 changes of yours were not saved and are only in this tab',
  )
})

test('while the server is awaited, it is said whether this is a copy', () => {
  expect(text({ kind: 'connecting' })).toContain('the copy that this device has kept')
  expect(text({ kind: 'connecting', hasContent: false })).toBe(
    'The document opens as soon as the server answers.',
  )
})

test('a text is whole, without a gap where nothing is to be said', () => {
  for (const kind of Object.keys(statusTitle) as (keyof typeof statusTitle)[]) {
    for (const keptIn of ['device', 'tab', 'full', 'denied'] as const) {
      // Not saved yet is only what is not saved.
      for (const unsavedChanges of kind === 'not-saved' ? [1, 7] : [undefined, 0, 1, 7]) {
        expect(text({ kind, unsavedChanges, keptIn })).toMatch(/^[A-Z1-9].*[^ ]\.$|need it\.$/)
        expect(text({ kind, unsavedChanges, keptIn })).not.toContain('  ')
      }
    }
  }
})

test('whoever reads by a link is told of the link, and of nothing that only writers have', () => {
  const byLink = (kind: Status['kind']) => statusText(status({ kind }), 2, true)
  expect(byLink('view-only')).toContain('do not see that you are here')
  expect(byLink('no-access')).toContain('Ask whoever sent it')
  for (const kind of ['reconnecting', 'offline', 'not-found'] as const)
    expect(byLink(kind)).not.toMatch(/you wrote|of yours/)
  expect(byLink('connecting')).toBe(statusText(status({ kind: 'connecting' }), 2))
})
