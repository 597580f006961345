import { expect, test } from 'vitest'
import { palette } from './color.ts'
import { claimFrom, keptClaimFrom, type OwnClaim, settleClaim, type TabClaim } from './tab-claim.ts'

const claim = (more: Partial<OwnClaim> = {}): OwnClaim => ({
  clientId: 1,
  tabId: 'one',
  joinedMs: 1000,
  openedMs: 1000,
  color: '#c84341',
  colorFrom: 'room',
  ...more,
})
const newTabId = () => 'new'

test('alone, a tab keeps what it claims', () => {
  const own = claim()
  expect(settleClaim(own, [], newTabId)).toBe(own)
})

test('of two tabs with one colour the junior takes a free one, and the senior stays', () => {
  const senior = claim()
  const junior = claim({ clientId: 2, tabId: 'two', joinedMs: 2000, openedMs: 2000 })
  expect(settleClaim(senior, [junior], newTabId)).toBe(senior)
  const settled = settleClaim(junior, [senior], newTabId)
  expect(settled.color).not.toBe(senior.color)
  expect(settleClaim(settled, [senior], newTabId)).toBe(settled)
})

test('a newcomer takes a colour unlike those that are here, and is then settled', () => {
  const senior = claim()
  const newcomer = claim({
    clientId: 2,
    tabId: 'two',
    joinedMs: 2000,
    color: '#b9541e',
    colorFrom: 'chance',
  })
  const settled = settleClaim(newcomer, [senior], newTabId)
  expect(settled).toMatchObject({ color: '#13808a', colorFrom: 'room' })
  expect(settleClaim(settled, [senior], newTabId)).toBe(settled)
})

test('whoever was here first keeps even a colour that came by chance', () => {
  const first = claim({ colorFrom: 'chance' })
  const newcomer = claim({ clientId: 2, tabId: 'two', joinedMs: 2000 })
  expect(settleClaim(first, [newcomer], newTabId)).toEqual({ ...first, colorFrom: 'room' })
})

test('a colour that was picked for this tab is kept', () => {
  const picked = claim({ clientId: 2, tabId: 'two', joinedMs: 2000, colorFrom: 'person' })
  expect(settleClaim(picked, [claim()], newTabId)).toBe(picked)
})

test('a duplicated tab becomes one of its own, whatever it copied, and the original stays', () => {
  const original = claim({ colorFrom: 'person', openedMs: 1000 })
  const copy = claim({ colorFrom: 'person', openedMs: 9000, clientId: 2 })
  expect(settleClaim(original, [copy], newTabId)).toBe(original)
  const settled = settleClaim(copy, [original], newTabId)
  expect(settled).toMatchObject({ tabId: 'new', joinedMs: 9000, colorFrom: 'room' })
  expect(settled.color).not.toBe(original.color)
})

test('two tabs duplicated in the same instant do not both give way', () => {
  const one = claim({ clientId: 1 })
  const two = claim({ clientId: 2 })
  expect(settleClaim(one, [two], newTabId).tabId).toBe('one')
  expect(settleClaim(two, [one], newTabId).tabId).toBe('new')
})

test('in a room with more people than colours nobody changes colour for ever', () => {
  const room: OwnClaim[] = []
  for (let clientId = 1; clientId <= 30; clientId++) {
    const joinedMs = clientId
    room.push(claim({ clientId, joinedMs, openedMs: joinedMs, tabId: `tab ${clientId}` }))
  }
  const others = (own: OwnClaim): TabClaim[] => room.filter((other) => other !== own)
  let changes = 0
  for (let round = 0; round < 40; round++) {
    for (const [index, own] of room.entries()) {
      const settled = settleClaim(own, others(own), newTabId)
      if (settled !== own) changes++
      room[index] = settled
    }
  }
  expect(changes).toBeLessThanOrEqual(30)
  for (const own of room) expect(settleClaim(own, others(own), newTabId)).toBe(own)
  for (const { color } of palette) {
    const share = room.filter((own) => own.color === color).length
    expect(share).toBeGreaterThanOrEqual(2)
    expect(share).toBeLessThanOrEqual(3)
  }
})

test('a claim is read from any state, and a peer that claims nothing collides with nobody', () => {
  expect(claimFrom(null, 4)).toMatchObject({ clientId: 4, tabId: '', joinedMs: 0, openedMs: 0 })
  expect(claimFrom({ tab: { id: 5, openedMs: 'x' } }, 4)).toMatchObject({ tabId: '', openedMs: 0 })
  expect(claimFrom({ tab: { id: 'one', joinedMs: 1, openedMs: 2 } }, 4)).toMatchObject({
    tabId: 'one',
    joinedMs: 1,
    openedMs: 2,
  })
})

test('what a tab kept is taken whole or not at all', () => {
  const kept = { tabId: 'one', document: 'a', joinedMs: 1, color: '#c84341', colorChosen: true }
  expect(keptClaimFrom(kept)).toEqual(kept)
  expect(keptClaimFrom({ ...kept, color: 'red' })).toBeUndefined()
  expect(keptClaimFrom({ ...kept, joinedMs: '1' })).toBeUndefined()
  expect(keptClaimFrom(null)).toBeUndefined()
})
