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
async function close(code: number, unsavedChanges = 0, unsavedInCopy = 0): Promise<number> {
  const provider = new Refused()
  provider.unsavedChanges = unsavedChanges
  forgetRefused(provider, () => Promise.resolve(unsavedInCopy))
  provider.close(code)
  await turn()
  return provider.cleared
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('a document that was deleted or is no longer allowed leaves this device', async () => {
  expect(await close(4404)).toBe(1)
  expect(await close(4403)).toBe(1)
})

test('not while it has edits that are nowhere else', async () => {
  expect(await close(4404, 1)).toBe(0)
})

test('not while another tab has put edits there that are nowhere else', async () => {
  expect(await close(4404, 0, 1)).toBe(0)
})

test('what cannot be looked into is left alone', async () => {
  const provider = new Refused()
  forgetRefused(provider, () => Promise.reject(new Error('no storage')))
  provider.close(4404)
  await turn()
  expect(provider.cleared).toBe(0)
})

test('who signs in again finds it', async () => {
  expect(await close(4401)).toBe(0)
  expect(await close(4499)).toBe(0)
})

test('once stopped, nothing is removed', async () => {
  const provider = new Refused()
  forgetRefused(provider, () => Promise.resolve(0))()
  provider.close(4404)
  await turn()
  expect(provider.cleared).toBe(0)
})
