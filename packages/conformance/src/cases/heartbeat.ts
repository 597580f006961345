import type { ConformanceCase } from '../conformance-case.ts'
import { awareness, step1 } from '../messages.ts'
import { expectThat } from '../verdict.ts'

/** Signs of life, both ways. */
export const heartbeatCases: readonly ConformanceCase[] = [
  {
    id: 'heartbeat.pongs',
    says: 'a ping is answered',
    source: 'RFC 6455',
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      connection.ping()
      await connection.until('a pong', () => connection.pongs > 0, 2_000)
    },
  },
  {
    id: 'heartbeat.pings',
    says: 'the server pings within 35 s',
    source: 'y-websocket-server; H2',
    isWaiting: true,
    limitMs: 45_000,
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      await connection.until('a ping', () => connection.pings > 0, 35_000)
    },
  },
  {
    id: 'heartbeat.data-frame',
    says: 'a client that is alone and silent hears a data frame within 30 s: without one, stock clients give the connection up, again and again',
    source: 'yjs/y-websocket#24; P12, H4',
    isWaiting: true,
    limitMs: 45_000,
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      await trial.settle(connection)
      const { frames } = connection
      await connection.until('a data frame', () => connection.frames > frames, 30_000)
    },
  },
  {
    id: 'heartbeat.half-open',
    says: 'a connection that answers no ping and says nothing is given up within 100 s, and its states leave',
    source: 'y-websocket-server; H3',
    isSlow: true,
    isWaiting: true,
    limitMs: 120_000,
    run: async (trial) => {
      const name = trial.newName()
      const silent = await trial.greeted(name, { answersPings: false })
      silent.send(awareness({ clientId: 1, clock: 1, state: '{"name":"silent"}' }))
      const witness = await trial.greeted(name)
      const isGone = () => witness.entry(1)?.state === 'null'
      await witness.until('the silent one is seen', () => witness.entry(1)?.state !== undefined)
      // Reads nothing any more, so that it cannot even answer a close.
      silent.pause()
      await witness.until('it is gone', isGone, 100_000)
    },
  },
  {
    id: 'heartbeat.silent-stays',
    says: 'a reader who answers pings and says nothing else keeps the connection, for 130 s at least',
    source: 'RFC 6455; H3',
    isTaste: true,
    isSlow: true,
    isWaiting: true,
    limitMs: 150_000,
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      await connection.never('the connection ended', () => !connection.isOpen, 130_000)
      connection.send(step1())
      await connection.first('step 2', { skip: 1 })
      expectThat(connection.isOpen, 'the connection ended')
    },
  },
]
