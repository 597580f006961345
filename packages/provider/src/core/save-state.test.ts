import { describe, expect, it } from 'vitest'
import { saveStateOf, type SaveFacts } from './save-state.ts'

const facts: SaveFacts = {
  unsavedChanges: 1,
  reach: 'connected',
  hasAcknowledgements: true,
  canWrite: true,
  isServerSaving: true,
}

describe('saveStateOf', () => {
  it.each<[string, Partial<SaveFacts>]>([
    ['saving', {}],
    ['saving', { reach: 'connecting', hasAcknowledgements: undefined }],
    ['offline', { reach: 'offline' }],
    ['offline', { reach: 'offline', hasAcknowledgements: false }],
    ['failed', { isServerSaving: false }],
    ['failed', { canWrite: false }],
    ['failed', { canWrite: false, reach: 'offline' }],
    ['failed', { reach: 'refused' }],
    ['unknown', { hasAcknowledgements: false }],
  ])('is %s with an unsaved edit and %o', (expected, over) => {
    expect(saveStateOf({ ...facts, ...over })).toBe(expected)
  })

  it.each(['connecting', 'connected', 'offline', 'refused'] as const)(
    'is saved without unsaved edits, also when %s',
    (reach) => {
      const nothing = { ...facts, unsavedChanges: 0, reach }

      expect(saveStateOf({ ...nothing, isServerSaving: false, canWrite: false })).toBe('saved')
      expect(saveStateOf({ ...nothing, hasAcknowledgements: undefined })).toBe('saved')
    },
  )

  it('[P25] is never saved when the last server was a stock one', () => {
    expect(saveStateOf({ ...facts, unsavedChanges: 0, hasAcknowledgements: false })).toBe('unknown')
  })
})
