import { expect, test } from 'vitest'
import { forgetRefused, type RefusedProvider } from './forget-refused.ts'

type Closed = (event: { readonly code: number }) => void

class Refused implements RefusedProvider {
  readonly #listeners = new Set<Closed>()
  cleared = 0
  unsavedChanges = 0
  readonly offline = {
    clear: () => {
      this.cleared += 1
      return Promise.reject(new Error('it cannot be removed'))
    },
  }
  on(_: 'closed', listener: Closed): void {
    this.#listeners.add(listener)
  }
  off(_: 'closed', listener: Closed): void {
    this.#listeners.delete(listener)
  }
  close(code: number): void {
    for (const listener of this.#listeners) listener({ code })
  }
}
function close(code: number, unsavedChanges = 0): number {
  const provider = new Refused()
  provider.unsavedChanges = unsavedChanges
  forgetRefused(provider)
  provider.close(code)
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
  provider.close(4404)
  expect(provider.cleared).toBe(0)
})
