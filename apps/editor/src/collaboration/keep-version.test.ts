import { ManualClock } from '@weft/testkit'
import type { SaveState } from '@weft/provider'
import { describe, expect, it } from 'vitest'
import { KEEP_MS, nameOfVersion, savedInTime, type SavingProvider } from './keep-version.ts'

it('a kept version is named after its document and its history', () => {
  expect(nameOfVersion('notes', '1f0c93ab-77')).toBe('notes (kept 1f0c93ab)')
  expect(nameOfVersion('notes', '2222222222')).not.toBe(nameOfVersion('notes', '1111111111'))
})

it('a long name makes room for the ending, and no character is cut in half', () => {
  const name = nameOfVersion('\u{1F9F6}'.repeat(128), '1f0c93ab')
  expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(512)
  expect(name).toMatch(/^(\u{1F9F6})+ \(kept 1f0c93ab\)$/u)
})

class Saving implements SavingProvider {
  saveState: SaveState = 'saving'
  readonly listeners = new Set<() => void>()
  save = () => {}
  whenSaved(): Promise<void> {
    return new Promise((resolve) => {
      this.save = resolve
    })
  }
  on(_: 'save-state', listener: () => void): void {
    this.listeners.add(listener)
  }
  off(_: 'save-state', listener: () => void): void {
    this.listeners.delete(listener)
  }
  is(saveState: SaveState): void {
    this.saveState = saveState
    for (const listener of this.listeners) listener()
  }
}

describe('whoever keeps a version', () => {
  it('goes on once it is saved, and nothing is left behind', async () => {
    const [provider, clock] = [new Saving(), new ManualClock()]
    const kept = savedInTime(provider, clock)
    provider.is('offline')
    provider.save()
    await kept
    expect(provider.listeners.size).toBe(0)
    await clock.advance(KEEP_MS)
  })

  it('is told when there is no right to write there', async () => {
    const provider = new Saving()
    const kept = savedInTime(provider, new ManualClock())
    provider.is('failed')
    await expect(kept).rejects.toThrow('the server does not take it')
    expect(provider.listeners.size).toBe(0)
  })

  it('does not wait for ever for a server that is away', async () => {
    const [provider, clock] = [new Saving(), new ManualClock()]
    const told = expect(savedInTime(provider, clock)).rejects.toThrow('the server does not answer')
    provider.is('offline')
    await clock.advance(KEEP_MS)
    await told
  })
})
