import { expect, onTestFinished, test } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { LocalParticipant } from './local-participant.ts'
import { StoredProfile } from './profile.ts'
import { field, personFrom } from './person.ts'
import { type KeyValueStorage, StoredValue } from './stored-value.ts'

function openAwareness(): Awareness {
  const awareness = new Awareness(new Y.Doc())
  // It renews itself every now and then, and would go on in the next file's tests.
  onTestFinished(() => awareness.destroy())
  return awareness
}

/** One tab of a browser; `sessionStorage` and `localStorage` as the browser would hand them to it. */
function openTab(local: Storage, session: Storage, nowMs: number, documentName = 'a') {
  const awareness = openAwareness()
  let drawn = nowMs
  const draw = (below: number) => (drawn += 7919) % below
  const profile = new StoredProfile(new StoredValue('profile', () => local), draw)
  const stored = new StoredValue('tab', () => session)
  const participant = new LocalParticipant({
    awareness,
    profile,
    stored,
    documentName,
    nowMs,
    draw,
  })
  return { awareness, profile, participant, person: () => published(awareness) }
}
const published = (awareness: Awareness) =>
  personFrom(awareness.getLocalState(), awareness.clientID)

class Storage implements KeyValueStorage {
  readonly #values: Map<string, string>
  constructor(other?: Storage) {
    this.#values = new Map(other ? other.#values : [])
  }
  getItem(key: string) {
    return this.#values.get(key) ?? null
  }
  setItem(key: string, value: string) {
    this.#values.set(key, value)
  }
}

function meet(...tabs: readonly { awareness: Awareness }[]) {
  // More than once, because whoever changes the claim tells the others anew.
  for (let round = 0; round < 3; round++) {
    for (const from of tabs) {
      for (const to of tabs) {
        if (from === to) continue
        const update = encodeAwarenessUpdate(from.awareness, [from.awareness.clientID])
        applyAwarenessUpdate(to.awareness, update, 'test')
      }
    }
  }
}

test('two tabs of one browser share the name and differ in colour', () => {
  const local = new Storage()
  const one = openTab(local, new Storage(), 1)
  one.participant.introduce('Ada', '#c84341')
  const two = openTab(local, new Storage(), 2)
  expect(two.person()).toEqual({ name: 'Ada', color: '#c84341' })
  meet(one, two)
  expect(one.person()).toEqual({ name: 'Ada', color: '#c84341' })
  expect(two.person().name).toBe('Ada')
  expect(two.person().color).not.toBe('#c84341')
})

test('a tab that has not introduced itself yet takes no colour from anybody', () => {
  const one = openTab(new Storage(), new Storage(), 1)
  const color = one.person().color
  const silent = { awareness: openAwareness() }
  silent.awareness.setLocalStateField('anything', 1)
  meet(one, silent)
  expect(one.person().color).toBe(color)
})

test('a tab keeps its colour and its place over a reload', () => {
  const [local, session] = [new Storage(), new Storage()]
  const before = openTab(local, session, 1)
  before.participant.introduce('Ada', '#a84cb6')
  const after = openTab(local, session, 50)
  expect(after.person()).toEqual({ name: 'Ada', color: '#a84cb6' })
  expect(field(after.awareness.getLocalState(), 'tab')).toMatchObject({ joinedMs: 1, openedMs: 50 })
})

test('in another document the same tab joins anew', () => {
  const [local, session] = [new Storage(), new Storage()]
  openTab(local, session, 1, 'a')
  const later = openTab(local, session, 50, 'b')
  expect(field(later.awareness.getLocalState(), 'tab')).toMatchObject({ joinedMs: 50 })
})

test('a duplicated tab, which copies everything, becomes one of its own', () => {
  const [local, session] = [new Storage(), new Storage()]
  const original = openTab(local, session, 1)
  original.participant.introduce('Ada', '#c84341')
  const copy = openTab(local, new Storage(session), 2)
  meet(original, copy)
  expect(original.person().color).toBe('#c84341')
  expect(copy.person().color).not.toBe('#c84341')
  const tabId = (tab: { awareness: Awareness }) =>
    field(field(tab.awareness.getLocalState(), 'tab'), 'id')
  expect(tabId(copy)).not.toBe(tabId(original))
})

test('a new name reaches all tabs of the browser, a new colour only the one', () => {
  const local = new Storage()
  const one = openTab(local, new Storage(), 1)
  const two = openTab(local, new Storage(), 2)
  meet(one, two)
  const colorOfTwo = two.person().color
  one.participant.introduce('Grace', '#7f5bdd')
  two.profile.reload()
  expect(one.person()).toEqual({ name: 'Grace', color: '#7f5bdd' })
  expect(two.person()).toEqual({ name: 'Grace', color: colorOfTwo })
})

test('once destroyed, it publishes nothing more', () => {
  const tab = openTab(new Storage(), new Storage(), 1)
  const before = tab.person()
  tab.participant.destroy()
  tab.profile.save({ name: 'Late', color: undefined })
  expect(tab.person()).toEqual(before)
})
