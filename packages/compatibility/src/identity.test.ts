import './real-web-socket.test-support.ts'
import type { Authorization, Requester } from '@weft/server'
import { expect, it } from 'vitest'
import type { Awareness } from 'y-protocols/awareness'
import { openStockClient, stockSynced } from './stock-client.test-support.ts'
import { presenceOf, until } from './waiting.test-support.ts'
import { openWeftClient, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

interface Client {
  readonly awareness: Awareness
}

interface Shown {
  readonly user?: { readonly id?: string; readonly name?: string; readonly color?: string }
  readonly cursor?: number
}

const shownBy = (client: Client, other: Client): Shown | undefined =>
  client.awareness.getStates().get(other.awareness.clientID)

async function shows(client: Client, other: Client, expected: Shown): Promise<void> {
  const text = JSON.stringify(expected)
  await until(
    `a client is shown as ${text}`,
    () => JSON.stringify(shownBy(client, other)) === text,
    presenceOf(client.awareness),
  )
}

/** The token names the user; `names` has what it is called. */
async function startWithUsers(names: Map<string, string>) {
  const authorize = ({ token = '' }: Requester): Authorization => {
    const name = names.get(token)
    return name === undefined ? { allowed: true } : { allowed: true, user: token, name }
  }
  return startWeftServer({ authorize })
}

it('everybody is shown who the token says they are, to both kinds of clients, from the first moment on', async () => {
  const { url } = await startWithUsers(
    new Map([
      ['u1', 'Ada'],
      ['u2', 'Bob'],
    ]),
  )
  const ada = openWeftClient(url, 'doc', { token: 'u1' })
  const bob = openStockClient(url, 'doc', { params: { token: 'u2' } })
  const eve = openStockClient(url, 'doc')
  const poses = { user: { id: 'u1', name: 'Ada', color: 'red' } }
  for (const client of [ada, bob, eve]) client.awareness.setLocalState(poses)
  await Promise.all([weftSynced(ada), stockSynced(bob), stockSynced(eve)])

  for (const witness of [bob, eve]) {
    await shows(witness, ada, { user: { id: 'u1', name: 'Ada', color: 'red' } })
  }
  for (const witness of [ada, eve]) {
    await shows(witness, bob, { user: { id: 'u2', name: 'Bob', color: 'red' } })
  }
  for (const witness of [ada, bob]) {
    await shows(witness, eve, { user: { name: 'Ada', color: 'red' } })
  }
  expect(ada.awareness.getLocalState()).toEqual(poses)
})

it('who moves on and on is shown with the stamp each time, and keeps its own state', async () => {
  const { url } = await startWithUsers(
    new Map([
      ['u1', 'Ada'],
      ['u2', 'Bob'],
    ]),
  )
  const ada = openWeftClient(url, 'doc', { token: 'u1' })
  const bob = openWeftClient(url, 'doc', { token: 'u2' })
  await Promise.all([weftSynced(ada), weftSynced(bob)])
  for (let cursor = 0; cursor < 50; cursor += 1) {
    const said = { user: { name: 'The director', color: '#123456' }, cursor }
    ada.awareness.setLocalState(said)
    bob.awareness.setLocalStateField('cursor', cursor)
    await shows(bob, ada, { user: { name: 'Ada', color: '#123456', id: 'u1' }, cursor })
    expect(ada.awareness.getLocalState()).toEqual(said)
  }
})

it.each(['Weft', 'stock'])(
  'another name is shown without a reconnect, of a %s client too',
  async (kind) => {
    const names = new Map([
      ['u1', 'Ada'],
      ['u2', 'Bob'],
    ])
    const { url, server } = await startWithUsers(names)
    const ada =
      kind === 'Weft'
        ? openWeftClient(url, 'doc', { token: 'u1' })
        : openStockClient(url, 'doc', { params: { token: 'u1' } })
    const bob = openWeftClient(url, 'doc', { token: 'u2' })
    ada.awareness.setLocalState({ cursor: 1 })
    await weftSynced(bob)
    await shows(bob, ada, { cursor: 1, user: { id: 'u1', name: 'Ada' } })
    names.set('u1', 'Ada Lovelace')
    await server.reauthorize('doc')
    await shows(bob, ada, { cursor: 1, user: { id: 'u1', name: 'Ada Lovelace' } })
    ada.awareness.setLocalState({ cursor: 2 })
    await shows(bob, ada, { cursor: 2, user: { id: 'u1', name: 'Ada Lovelace' } })
    expect(ada.wsconnected).toBe(true)
    expect(server.counters.get('connected')).toBe(2)
  },
)
