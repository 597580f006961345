import { randomInt } from 'node:crypto'
import type { Connection } from '../connection.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { awareness, query } from '../messages.ts'
import { expectThat } from '../verdict.ts'

/** Who is here, and what they say of themselves. */
export const awarenessCases: readonly ConformanceCase[] = [
  {
    id: 'awareness.join-sees-present',
    says: 'whoever joins is told at once who is here',
    source: 'y-websocket; A1',
    run: async (trial) => {
      const name = trial.newName()
      const ann = await trial.join(name)
      ann.awareness.setLocalState({ name: 'Ann' })
      await trial.settle(ann.connection)
      const ben = await trial.join(name)
      await ben.until('Ann is seen', () => ben.sees(ann)?.['name'] === 'Ann', 2_000)
    },
  },
  {
    id: 'awareness.change-reaches-others',
    says: 'a changed state reaches everybody else, the newest at the latest',
    source: 'y-websocket; A1',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      for (let i = 0; i <= 50; i += 1) ann.awareness.setLocalState({ cursor: i })
      await ben.until('the last state is seen', () => ben.sees(ann)?.['cursor'] === 50)
    },
  },
  {
    id: 'awareness.first-clock-0',
    says: 'a first state with clock 0 is told to others like any other',
    source: 'A1; stock clients overlook it even then',
    isTaste: true,
    run: async (trial) => {
      const name = trial.newName()
      const other = await trial.greeted(name)
      const clientId = newClientId()
      const connection = await trial.greeted(name)
      connection.send(awareness({ clientId, clock: 0, state: '{"name":"new"}' }))
      await seesState(other, clientId, '{"name":"new"}')
    },
  },
  {
    id: 'awareness.null-removes',
    says: 'who says null of themselves is gone for everybody',
    source: 'y-protocols; A12',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      ann.awareness.setLocalState(null)
      await ben.until('Ann is gone', () => ben.sees(ann) === undefined)
      const late = await trial.join(name)
      await trial.settle(late.connection)
      expectThat(late.sees(ann) === undefined, 'a newcomer sees somebody who had left')
    },
  },
  {
    id: 'awareness.removed-on-cut',
    says: 'when a connection is lost, its states leave with it, for everybody and at once',
    source: 'y-websocket; A4',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      ann.cut()
      await ben.until('Ann is gone', () => ben.sees(ann) === undefined, 3_000)
    },
  },
  {
    id: 'awareness.removed-on-close',
    says: 'when a connection is closed in good order, its states leave with it',
    source: 'y-websocket; A4',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      await ann.connection.close()
      await ben.until('Ann is gone', () => ben.sees(ann) === undefined, 3_000)
    },
  },
  {
    id: 'awareness.older-clock',
    says: 'a state with an older clock does not replace a newer one',
    source: 'y-protocols; A2',
    run: async (trial) => {
      const name = trial.newName()
      const clientId = newClientId()
      const connection = await trial.greeted(name)
      connection.send(awareness({ clientId, clock: 5, state: '{"at":5}' }))
      connection.send(awareness({ clientId, clock: 3, state: '{"at":3}' }))
      await trial.settle(connection)
      await seesState(await trial.greeted(name), clientId, '{"at":5}')
    },
  },
  {
    id: 'awareness.rejoin-visible',
    says: 'who lost the connection and comes back is seen within 2 s, although the clock is the same as before',
    source: 'A6; yjs/y-websocket#122',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      for (let i = 0; i < 5; i += 1) ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      ann.cut()
      await ben.until('Ann is gone', () => ben.sees(ann) === undefined)
      await ann.join()
      await ben.until('Ann is seen again', () => ben.sees(ann) !== undefined, 2_000)
    },
  },
  {
    id: 'awareness.no-removal-by-others',
    says: 'nobody can remove the state of somebody who is here',
    source: 'A3, P10',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      const stranger = await trial.greeted(name)
      await stranger.until('Ann', () => stranger.entry(ann.doc.clientID) !== undefined)
      stranger.send(awareness({ clientId: ann.doc.clientID, clock: 1_000, state: 'null' }))
      await trial.settle(stranger)
      await trial.settle(ben.connection)
      const heard = ben.connection
        .all('awareness')
        .flatMap(({ entries }) => entries)
        .some(({ clientId, state }) => clientId === ann.doc.clientID && state === 'null')
      expectThat(!heard && ben.sees(ann) !== undefined, 'a stranger made somebody disappear')
    },
  },
  {
    id: 'awareness.no-spoofing',
    says: 'nobody can speak for somebody else who is here',
    source: 'A3, P10',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      const stranger = await trial.greeted(name)
      await stranger.until('Ann', () => stranger.entry(ann.doc.clientID) !== undefined)
      const state = '{"name":"Mallory"}'
      stranger.send(awareness({ clientId: ann.doc.clientID, clock: 1_000, state }))
      await trial.settle(stranger)
      await trial.settle(ben.connection)
      const seen = String(ben.sees(ann)?.['name'])
      expectThat(seen === 'Ann', `a stranger made the others see "${seen}" for Ann`)
      expectThat(stranger.isOpen, 'the stranger was closed, as a client would be that only echoes')
    },
  },
  {
    id: 'awareness.echoes-are-harmless',
    says: 'who sends back all that it is told, as y-websocket does, is not closed and brings nobody back',
    source: 'y-websocket; A2',
    run: async (trial) => {
      const name = trial.newName()
      const [ann, ben] = [await trial.join(name), await trial.join(name)]
      ann.awareness.setLocalState({ name: 'Ann' })
      await ben.until('Ann is seen', () => ben.sees(ann) !== undefined)
      const echoes = ben.connection.all('awareness').at(-1)?.entries ?? []
      ann.cut()
      await ben.until('Ann is gone', () => ben.sees(ann) === undefined)
      ben.connection.send(awareness(...echoes))
      await trial.settle(ben.connection)
      const late = await trial.join(name)
      await trial.settle(late.connection)
      expectThat(ben.isConnected, 'the one who sent an echo was closed')
      expectThat(late.sees(ann) === undefined, 'a late echo brought back somebody who had left')
    },
  },
  {
    id: 'awareness.prototype-names',
    says: 'the names of prototype members are data in a state like any other',
    source: 'lib0/JSON; P9',
    run: async (trial) => {
      const name = trial.newName()
      const clientId = newClientId()
      const [other, connection] = [await trial.greeted(name), await trial.greeted(name)]
      const state = '{"__proto__":{"polluted":true},"constructor":1,"toString":null}'
      connection.send(awareness({ clientId, clock: 1, state }))
      await seesState(other, clientId, state)
      await seesState(await trial.greeted(name), clientId, state)
    },
  },
  {
    id: 'awareness.ten-kilobytes',
    says: 'a state of 10 KB with characters of all kinds arrives as it was sent',
    source: 'y-protocols',
    run: async (trial) => {
      const name = trial.newName()
      const clientId = newClientId()
      const [other, connection] = [await trial.greeted(name), await trial.greeted(name)]
      const state = JSON.stringify({ text: 'ä𝓫\u0000"\\\n€'.repeat(900) })
      connection.send(awareness({ clientId, clock: 1, state }))
      await seesState(other, clientId, state)
    },
  },
  {
    id: 'awareness.query-answered',
    says: 'a query is answered with everybody who is here',
    source: 'P11, A10; stock clients ask only each other',
    isTaste: true,
    run: async (trial) => {
      const name = trial.newName()
      const clientId = newClientId()
      const present = await trial.greeted(name)
      present.send(awareness({ clientId, clock: 1, state: '{"here":true}' }))
      const asking = await trial.greeted(name)
      await seesState(asking, clientId, '{"here":true}')
      const before = asking.all('awareness').length
      asking.send(query())
      await asking.first('awareness', { skip: before, limitMs: 2_000 })
    },
  },
  {
    id: 'awareness.echo',
    says: 'whether authors are sent their own states again',
    source: 'not judged',
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      const clientId = newClientId()
      connection.send(awareness({ clientId, clock: 1, state: '{}' }))
      await trial.settle(connection)
      const isEchoed = connection
        .all('awareness')
        .flatMap(({ entries }) => entries)
        .some((entry) => entry.clientId === clientId && entry.state !== 'null')
      return isEchoed ? 'they are' : 'they are not'
    },
  },
]

const newClientId = (): number => randomInt(2 ** 32)

async function seesState(connection: Connection, clientId: number, state: string): Promise<void> {
  const isSame = (seen = '') => seen !== '' && sameJson(seen, state)
  await connection.until(
    `the state ${state.length > 60 ? `of ${state.length} characters` : state} of client ${clientId}`,
    () => isSame(connection.entry(clientId)?.state),
  )
}

// JSON.parse takes __proto__ for a key like any other, and the order of keys stays.
const sameJson = (one: string, other: string): boolean =>
  JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other))
