import { ObservableV2 } from 'lib0/observable'
import { expect, test } from 'vitest'
import { forgetRefused } from './forget-refused.ts'

class Refused extends ObservableV2<{ closed: (event: { code: number; reason: string }) => void }> {
  cleared = 0
  unsavedChanges = 0
  readonly offline = {
    clear: () => {
      this.cleared += 1
      return Promise.reject(new Error('it cannot be removed'))
    },
  }
}
function close(code: number, unsavedChanges = 0): number {
  const provider = new Refused()
  provider.unsavedChanges = unsavedChanges
  forgetRefused(provider)
  provider.emit('closed', [{ code, reason: '' }])
  return provider.cleared
}

test('a document that was deleted or is no longer allowed leaves this device', () => {
  expect(close(4404)).toBe(1)
  expect(close(4403)).toBe(1)
})

test('not while it has edits that are nowhere else', () => {
  expect(close(4404, 1)).toBe(0)
})

test('who signs in again finds it', () => {
  expect(close(4401)).toBe(0)
  expect(close(4499)).toBe(0)
})

test('once stopped, nothing is removed', () => {
  const provider = new Refused()
  forgetRefused(provider)()
  provider.emit('closed', [{ code: 4404, reason: '' }])
  expect(provider.cleared).toBe(0)
})
