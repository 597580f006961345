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
