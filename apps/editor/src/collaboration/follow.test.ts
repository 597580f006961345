import { ManualClock } from '@weft/testkit'
import { afterEach, expect, test } from 'vitest'
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { Follow, isCircle, type SyncedProvider } from './follow.ts'
import { type View, type ViewedText, viewFrom } from './viewed-text.ts'
import { ViewSharing } from './view-sharing.ts'

const open: Awareness[] = []
afterEach(() => {
  for (const awareness of open.splice(0)) awareness.destroy()
})

class Provider implements SyncedProvider {
  synced = true
  readonly #listeners = new Set<(isSynced: boolean) => void>()
  on(_: 'sync', listener: (isSynced: boolean) => void): void {
    this.#listeners.add(listener)
  }
  off(_: 'sync', listener: (isSynced: boolean) => void): void {
    this.#listeners.delete(listener)
  }
  set(isSynced: boolean): void {
    this.synced = isSynced
    for (const listener of this.#listeners) listener(isSynced)
  }
}

/** A text whose view is a number, at which Yjs would find the end of the root. */
class Text implements ViewedText {
  readonly root = 'default'
  readonly shown: unknown[] = []
  place: number | undefined = 0
  #moved = () => {}
  view(): View | undefined {
    return this.place === undefined ? undefined : viewAt(this.place)
  }
  onMove(listener: () => void): () => void {
    this.#moved = listener
    return () => {}
  }
  show(view: View | undefined, caret: object | undefined): void {
    this.shown.push(view ?? caret)
  }
  scroll(place: number): void {
    this.place = place
    this.#moved()
  }
}
const viewAt = (clock: number): View => ({
  top: { item: { client: 1, clock }, assoc: 0 },
  bottom: { item: { client: 1, clock: clock + 9 }, assoc: 0 },
})

/** People in a room, who hear of each other at once. */
function room(...names: readonly string[]) {
  const clock = new ManualClock()
  const people = names.map((name, index) => {
    const doc = new Y.Doc()
    doc.clientID = index + 1
    const awareness = new Awareness(doc)
    open.push(awareness)
    awareness.setLocalStateField('user', { name })
    const provider = new Provider()
    const follow = new Follow(awareness, provider, clock)
    const text = new Text()
    return {
      id: index + 1,
      awareness,
      provider,
      follow,
      text,
      sharing: new ViewSharing(awareness, follow, text, clock),
    }
  })
  let sent = 0
  const pass = (from: Awareness) => () => {
    sent += 1
    const update = encodeAwarenessUpdate(from, [from.clientID])
    for (const { awareness } of people)
      if (awareness !== from) applyAwarenessUpdate(awareness, update, 'room')
  }
  for (const { awareness } of people) {
    awareness.on('update', (_: unknown, origin: unknown) => {
      if (origin === 'local') pass(awareness)()
    })
    pass(awareness)()
  }
  const leave = (id: number) => {
    for (const { awareness } of people)
      if (awareness.clientID !== id) removeAwarenessStates(awareness, [id], 'room')
  }
  return { clock, people, leave, sent: () => sent }
}
const viewOf = ({ awareness }: { readonly awareness: Awareness }) =>
  viewFrom(awareness.getLocalState(), 'default')

test('who is followed knows it, tells where they are, and is followed there', async () => {
  const { clock, people } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  bo.follow.follow(ada.id)
  expect(ada.follow.followers.get()).toEqual([bo.id])
  await clock.advance(0)
  expect(bo.text.shown.at(-1)).toEqual(viewAt(0))
  ada.text.scroll(50)
  await clock.advance(250)
  expect(bo.text.shown.at(-1)).toEqual(viewAt(50))
  bo.follow.stop()
  await clock.advance(250)
  expect(ada.follow.followers.get()).toEqual([])
  expect(viewOf(ada)).toBeUndefined()
})

test('while nobody follows, scrolling is nobody’s business', async () => {
  const { clock, people, sent } = room('Ada', 'Bo')
  const before = sent()
  for (let place = 1; place <= 20; place += 1) {
    people[0]?.text.scroll(place)
    await clock.advance(300)
  }
  expect(sent()).toBe(before)
  expect(clock.pending).toBe(0)
})

test('somebody who scrolls all the time tells of it four times a second, and at last where they stopped', async () => {
  const { clock, people, sent } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  bo.follow.follow(ada.id)
  await clock.advance(250)
  const before = sent()
  for (let place = 1; place <= 100; place += 1) {
    ada.text.scroll(place)
    await clock.advance(10)
  }
  await clock.advance(250)
  expect(sent() - before).toBeLessThanOrEqual(6)
  expect(bo.text.shown.at(-1)).toEqual(viewAt(100))
})

test('somebody who says that they move 10,000 times a second moves the page four times, and then to where they are', async () => {
  const { clock, people } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  ada.sharing.destroy()
  bo.follow.follow(ada.id)
  await clock.advance(1_000)
  const before = bo.text.shown.length
  for (let place = 1; place <= 10_000; place += 1) {
    ada.awareness.setLocalStateField('view', viewAt(place))
    if (place % 10 === 0) await clock.advance(1)
  }
  expect(bo.text.shown.length - before).toBeLessThanOrEqual(5)
  await clock.advance(250)
  expect(bo.text.shown.at(-1)).toEqual(viewAt(10_000))
  // Free at once, also amid it.
  ada.awareness.setLocalStateField('view', viewAt(1))
  bo.follow.stop()
  const free = bo.text.shown.length
  await clock.advance(1_000)
  expect(bo.text.shown).toHaveLength(free)
  expect(clock.pending).toBe(0)
})

test('a place that is not known yet is the caret’s', async () => {
  const { people } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  ada.sharing.destroy()
  const head = { item: { client: 1, clock: 7 }, assoc: 0 }
  ada.awareness.setLocalStateField('cursor', { anchor: head, head })
  bo.follow.follow(ada.id)
  expect(bo.text.shown).toEqual([head])
})

test('nobody follows themselves, or somebody who is not here', () => {
  const { people } = room('Ada')
  people[0]?.follow.follow(1)
  people[0]?.follow.follow(99)
  expect(people[0]?.follow.get()).toEqual({ is: 'nobody' })
})

test('who follows a follower sees the same', async () => {
  const { clock, people } = room('Ada', 'Bo', 'Cleo')
  const [ada, bo, cleo] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
  bo.follow.follow(ada.id)
  cleo.follow.follow(bo.id)
  ada.text.scroll(30)
  await clock.advance(1_000)
  expect(cleo.text.shown.at(-1)).toEqual(viewAt(30))
})

test('in a circle nobody moves, and it comes to rest', async () => {
  const { clock, people, sent } = room('Ada', 'Bo', 'Cleo')
  const [ada, bo, cleo] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
  ada.text.place = 1
  bo.text.place = 2
  cleo.text.place = 3
  ada.follow.follow(bo.id)
  bo.follow.follow(cleo.id)
  cleo.follow.follow(ada.id)
  await clock.advance(2_000)
  const [before, shown] = [sent(), people.map(({ text }) => text.shown.length)]
  await clock.advance(10_000)
  expect(sent()).toBe(before)
  ada.text.scroll(90)
  await clock.advance(1_000)
  expect(people.map(({ text }) => text.shown.length)).toEqual(shown)
  expect(clock.pending).toBe(0)
})

test('a circle that one is not in is no circle of one’s own, and ends', () => {
  const states = new Map<number, unknown>([
    [1, { following: 2 }],
    [2, { following: 3 }],
    [3, { following: 2 }],
    [4, { following: 4 }],
    [5, { following: 'me' }],
  ])
  expect([1, 2, 3, 4, 5].map((id) => isCircle(states, id))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})

test('when whoever is followed leaves, that is told, and following ends', () => {
  const { people, leave } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  bo.follow.follow(ada.id)
  leave(ada.id)
  expect(bo.follow.get()).toEqual({ is: 'lost', clientId: ada.id })
  expect(bo.awareness.getLocalState()?.['following']).toBeNull()
})

test('a lost connection ends nothing, if they are there when it is back', async () => {
  const { clock, people, leave } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  bo.follow.follow(ada.id)
  bo.provider.set(false)
  leave(ada.id)
  await clock.advance(60_000)
  expect(bo.follow.get().is).toBe('somebody')
  bo.provider.set(true)
  ada.awareness.setLocalStateField('away', true)
  await clock.advance(3_000)
  expect(bo.follow.get().is).toBe('somebody')
  bo.provider.set(false)
  leave(ada.id)
  bo.provider.set(true)
  await clock.advance(3_000)
  expect(bo.follow.get().is).toBe('lost')
})

test('what peers publish as their place is no place unless it is one', () => {
  const hostile = [
    5,
    null,
    {},
    { top: 1, bottom: 2 },
    { top: {}, bottom: {} },
    { top: [], bottom: [] },
    { top: { item: { client: 1, clock: -1 } }, bottom: { item: { client: 1, clock: 1 } } },
    { top: { tname: 'other' }, bottom: { tname: 'other' } },
    { top: { item: { client: 'x', clock: 1 } }, bottom: { tname: 'default' } },
  ]
  for (const view of hostile) expect(viewFrom({ view }, 'default')).toBeUndefined()
  const view = viewAt(3)
  const padded = { ...view, top: { ...view.top, more: 'x'.repeat(1_000) } }
  expect(viewFrom({ view: padded }, 'default')).toEqual(view)
})

test('a peer that says hostile things of whom it follows breaks nothing', () => {
  const { people } = room('Ada', 'Bo')
  const [ada, bo] = people as [(typeof people)[0], (typeof people)[0]]
  for (const following of [Number.NaN, -1, 'x', {}, [1], true, null]) {
    bo.awareness.setLocalStateField('following', following)
    expect(ada.follow.followers.get()).toEqual([])
  }
  bo.awareness.setLocalState({ following: ada.id })
  expect(ada.follow.followers.get()).toEqual([])
})
