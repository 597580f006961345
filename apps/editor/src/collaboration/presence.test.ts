import { expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { Presence } from './presence.ts'

function send(from: Awareness, to: Awareness) {
  applyAwarenessUpdate(to, encodeAwarenessUpdate(from, [from.clientID]), 'test')
}

test('people come, change and go, and a moving caret is no news', () => {
  const [mine, hers] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())]
  mine.setLocalStateField('user', { name: 'Me', color: '#c84341' })
  const presence = new Presence(mine)
  let told = 0
  presence.subscribe(() => told++)

  hers.setLocalStateField('user', { name: 'Ada', color: '#13808a' })
  send(hers, mine)
  expect(presence.get().map(({ name }) => name)).toEqual(['Me', 'Ada'])

  hers.setLocalStateField('cursor', { anchor: 1, head: 1 })
  send(hers, mine)
  expect(told).toBe(2)
  hers.setLocalStateField('cursor', { anchor: 2, head: 2 })
  send(hers, mine)
  expect(told).toBe(2)

  hers.setLocalState(null)
  send(hers, mine)
  expect(presence.get().map(({ name }) => name)).toEqual(['Me'])

  presence.destroy()
  mine.setLocalStateField('user', { name: 'Somebody else', color: '#c84341' })
  expect(presence.get().map(({ name }) => name)).toEqual(['Me'])
  for (const awareness of [mine, hers]) awareness.destroy()
})

const room = (size: number) => {
  const awareness = new Awareness(new Y.Doc())
  const others = Array.from({ length: size }, (_, index) => {
    const other = new Awareness(new Y.Doc())
    other.setLocalState({ user: { name: `P${index}`, color: '#13808a' }, tab: { joinedMs: index } })
    send(other, awareness)
    return other
  })
  return { awareness, others }
}

test('among two hundred people, a caret that moves costs a look at one of them', () => {
  const { awareness, others } = room(200)
  const presence = new Presence(awareness)
  const [mover, ...rest] = others
  let looks = 0
  // Whoever looks at a state reads its name.
  for (const { clientID } of rest) {
    const watched = new Proxy(awareness.getStates().get(clientID) ?? {}, {
      getOwnPropertyDescriptor: (state, name) => {
        looks += 1
        return Object.getOwnPropertyDescriptor(state, name)
      },
    })
    awareness.getStates().set(clientID, watched)
  }
  const before = presence.get()
  mover?.setLocalStateField('cursor', { anchor: 1, head: 1 })
  if (mover) send(mover, awareness)
  expect(presence.get()).not.toBe(before)
  expect(presence.get().map(({ activity }) => activity)).toContain('editing')
  const after = presence.get()
  for (let step = 0; step < 50; step += 1) {
    mover?.setLocalStateField('cursor', { anchor: step, head: step })
    if (mover) send(mover, awareness)
  }
  expect(presence.get()).toBe(after)
  expect(looks).toBe(0)
  for (const one of [awareness, ...others]) one.destroy()
})

test('whatever a peer publishes, the others are still there', () => {
  const { awareness, others } = room(2)
  const presence = new Presence(awareness)
  const hostile: unknown[] = [
    5,
    'x',
    [],
    { user: 5 },
    { user: { name: { toString: 1 }, color: ['#ffffff'] } },
    { user: { name: 'x'.repeat(1_000_000), color: 'red; background: url(//evil)' } },
    { user: { name: '\u202e\u200b' }, tab: { joinedMs: Number.POSITIVE_INFINITY } },
    { name: [] },
    { data: { name: 'Slate' }, away: 'perhaps', cursor: 7 },
    { user: JSON.parse('{"__proto__": {"name": "Polluted"}}') },
    { user: { name: 'Ada' }, tab: -1 },
  ]
  const eve = new Awareness(new Y.Doc())
  for (const state of hostile) {
    Object.assign(eve.meta.get(eve.clientID) ?? {}, {})
    eve.states.set(eve.clientID, state as object)
    const clock = (eve.meta.get(eve.clientID)?.clock ?? 0) + 1
    eve.meta.set(eve.clientID, { clock, lastUpdated: Date.now() })
    send(eve, awareness)
    const people = presence.get()
    expect(people.filter(({ name }) => /^P[01]$/.test(name))).toHaveLength(2)
    for (const { name, color } of people) {
      expect(name).toMatch(/^.{1,50}$/u)
      expect(color).toMatch(/^#[0-9a-f]{6}$/)
    }
  }
  for (const one of [awareness, eve, ...others]) one.destroy()
})

test('who is introduced late shows up then, with what another editor calls a name', () => {
  const { awareness, others } = room(1)
  const presence = new Presence(awareness)
  const late = new Awareness(new Y.Doc())
  send(late, awareness)
  expect(presence.get()).toHaveLength(1)
  late.setLocalState({ name: 'Lexi', color: '#c84341' })
  send(late, awareness)
  expect(presence.get().map(({ name }) => name)).toContain('Lexi')
  for (const one of [awareness, late, ...others]) one.destroy()
})
