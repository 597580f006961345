import { expect, test } from 'vitest'
import { type ConnectionFacts, nextTurnMs, statusFrom, type StatusKind } from './save-status.ts'

/** Connected, synced, everything on disk for a while. */
const calm: ConnectionFacts = {
  connection: 'connected',
  browserOnline: true,
  synced: true,
  everSynced: true,
  hasContent: true,
  isCatchingUp: false,
  keptIn: 'device',
  failures: 0,
  saveState: 'saved',
  unsavedChanges: 0,
  isConfirming: true,
  waitingMs: undefined,
  canWrite: true,
  isFull: false,
  closed: undefined,
  historyChanged: false,
}
const fresh = { synced: false, everSynced: false, hasContent: false } as const
const waiting = (waitingMs: number) =>
  ({ saveState: 'saving', unsavedChanges: 3, waitingMs }) as const
const lost = { connection: 'disconnected', synced: false, saveState: 'offline' } as const
const closed = (code: number) => ({ ...lost, closed: { code, reason: '' } })

const table: readonly (readonly [string, Partial<ConnectionFacts>, StatusKind])[] = [
  ['all is on disk', {}, 'saved'],
  ['an edit was just made', waiting(0), 'saving'],
  ['a confirmation is slow', waiting(9_999), 'saving'],
  ['a confirmation is late', waiting(10_000), 'not-saved'],
  ['the server cannot write to its disk', { ...waiting(0), saveState: 'failed' }, 'not-saved'],
  ['the server never confirms', { ...waiting(60_000), saveState: 'unknown' }, 'unconfirmed'],
  ['connecting for the first time', { ...fresh, connection: 'connecting' }, 'connecting'],
  ['connected, but no content yet', { ...fresh }, 'connecting'],
  ['the first attempt failed', { ...fresh, connection: 'disconnected' }, 'connecting'],
  ['first load without a network', { ...fresh, ...lost, browserOnline: false }, 'offline'],
  ['the second attempt failed', { ...fresh, ...lost, failures: 2 }, 'unreachable'],
  ['opened from the copy', { ...lost, everSynced: false }, 'connecting'],
  ['the copy, and no server', { ...lost, everSynced: false, failures: 2 }, 'reconnecting'],
  ['the copy, connected', { synced: false, everSynced: false }, 'connecting'],
  ['the connection was lost', { ...lost }, 'reconnecting'],
  ['trying again', { ...lost, connection: 'connecting' }, 'reconnecting'],
  ['lost, with edits', { ...lost, unsavedChanges: 2, waitingMs: 60_000 }, 'reconnecting'],
  ['lost, and the browser is offline', { ...lost, browserOnline: false }, 'offline'],
  ['back, catching up', { synced: false, ...waiting(20_000) }, 'syncing'],
  ['back, with what was written meanwhile', { ...waiting(0), isCatchingUp: true }, 'syncing'],
  ['back, and it takes long', { ...waiting(10_000), isCatchingUp: true }, 'not-saved'],
  ['the browser says offline, all is on disk', { browserOnline: false }, 'saved'],
  ['offline, just typed', { browserOnline: false, ...waiting(999) }, 'saving'],
  ['offline, and nothing gets through', { browserOnline: false, ...waiting(1_000) }, 'offline'],
  ['reading is allowed, writing is not', { canWrite: false }, 'view-only'],
  ['read-only and cut off', { canWrite: false, ...lost }, 'reconnecting'],
  ['the document is full', { canWrite: false, isFull: true }, 'full'],
  ['full, with edits', { canWrite: false, isFull: true, ...waiting(0) }, 'full'],
  ['not signed in', closed(4401), 'signed-out'],
  ['not allowed', closed(4403), 'no-access'],
  ['no such document', closed(4404), 'not-found'],
  ['over the limit', closed(4413), 'too-large'],
  ['refused for a reason unknown here', closed(4499), 'refused'],
  ['refused while offline', { ...closed(4403), browserOnline: false }, 'no-access'],
  ['another history on the server', { historyChanged: true }, 'history-changed'],
  ['another history, then closed', { ...closed(4403), historyChanged: true }, 'history-changed'],
]

test.each(table)('%s', (_situation, facts, kind) => {
  expect(statusFrom({ ...calm, ...facts }).kind).toBe(kind)
})

test('`saved` is never shown while the provider says otherwise or the content is not here', () => {
  const states = ['saving', 'offline', 'failed', 'unknown'] as const
  for (const saveState of states) {
    for (const waitingMs of [undefined, 0, 100, 1e6]) {
      const facts = { ...calm, saveState, waitingMs }
      expect(statusFrom(facts).kind).not.toBe('saved')
    }
  }
  for (const connection of ['connecting', 'disconnected'] as const) {
    expect(statusFrom({ ...calm, connection }).kind).not.toBe('saved')
  }
  expect(statusFrom({ ...calm, synced: false }).kind).not.toBe('saved')
})

test('the status says how many changes are only here', () => {
  expect(statusFrom({ ...calm, ...waiting(0) }).unsavedChanges).toBe(3)
  const stock = { ...calm, ...waiting(0), isConfirming: false }
  expect(statusFrom(stock).unsavedChanges).toBeUndefined()
})

test('it is told when the passing of time alone will change the status', () => {
  expect(nextTurnMs(calm)).toBeUndefined()
  expect(nextTurnMs({ ...calm, ...waiting(4_000) })).toBe(6_000)
  expect(nextTurnMs({ ...calm, ...waiting(400), browserOnline: false })).toBe(600)
  expect(nextTurnMs({ ...calm, ...waiting(12_000) })).toBeUndefined()
})

test('what is full may be deleted from', () => {
  expect(statusFrom({ ...calm, canWrite: false, isFull: true }).canWrite).toBe(true)
})

test('who may only read may not write while the connection is lost either', () => {
  expect(statusFrom(calm).canWrite).toBe(true)
  expect(statusFrom({ ...calm, ...lost }).canWrite).toBe(true)
  expect(statusFrom({ ...calm, ...lost, canWrite: false }).canWrite).toBe(false)
  expect(statusFrom({ ...calm, ...closed(4403) }).canWrite).toBe(false)
  expect(statusFrom({ ...calm, historyChanged: true }).canWrite).toBe(false)
})

test('reading only is calm, unless something of one’s own is not taken any more', () => {
  expect(statusFrom({ ...calm, canWrite: false }).tone).toBe('calm')
  expect(statusFrom({ ...calm, canWrite: false, unsavedChanges: 1 }).tone).toBe('warning')
})
