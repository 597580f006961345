import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Circumstances,
  ConnectionEffect,
  ConnectionEvent,
  ConnectionSettings,
  ConnectionState,
} from './connection-state.ts'
import { isConnected, step } from './connection.ts'

const settings: ConnectionSettings = {
  maxBackoffMs: 30_000,
  connectTimeoutMs: 20_000,
  silenceTimeoutMs: 30_000,
  canRenewToken: false,
}
const idle: ConnectionState = { name: 'idle', attempt: 0 }
const world: Circumstances = { nowMs: 0, random: 0.5, settings }

describe('the way to a connection', () => {
  it('fetches a token, opens a socket, greets and joins', () => {
    const run = walk(idle, [
      { type: 'connect' },
      { type: 'tokenReady', attempt: 1 },
      { type: 'opened', attempt: 1 },
      { type: 'greeted', attempt: 1, server: 'weft' },
    ])

    expect(run.names).toEqual(['authorizing', 'connecting', 'greeting', 'joined'])
    expect(run.effects.map(brief)).toEqual([
      ['setTimer 20000', 'status connecting', 'fetchToken'],
      ['setTimer 20000', 'openSocket'],
      ['setTimer 30000', 'status connected', 'greet'],
      ['probe', 'setTimer 15000'],
    ])
  })

  it('tells that it is synced once, and that it is not when the connection goes', () => {
    const run = walk(joined(), [
      { type: 'synced', attempt: 1 },
      { type: 'synced', attempt: 1 },
      lost(1),
    ])

    expect(run.effects.map(brief)).toEqual([
      ['sync true'],
      [],
      ['closeSocket 1000', 'forgetOthers', 'sync false', 'status disconnected', 'setTimer 500'],
    ])
  })

  it('waits for its turn after a failure, and wake or connect shortens the wait', () => {
    const waiting = walk(joined(), [lost(1)]).state
    expect(waiting).toEqual({ name: 'waiting', attempt: 1, failures: 1, hasNewToken: false })

    for (const type of ['timer', 'wake', 'connect'] as const) {
      expect(walk(waiting, [{ type }]).state).toMatchObject({
        name: 'authorizing',
        attempt: 2,
        failures: 1,
      })
    }
  })

  it.each(['authorizing', 'connecting', 'greeting'] as const)(
    'gives up in time while %s',
    (name) => {
      const run = walk({ name, attempt: 3, failures: 1, hasNewToken: false }, [{ type: 'timer' }])

      expect(run.state).toMatchObject({ name: 'waiting', failures: 2 })
      expect(run.effects[0]?.some(({ type }) => type === 'closeSocket')).toBe(
        name !== 'authorizing',
      )
    },
  )

  it('waits as after any failure when no token can be had', () => {
    const run = walk(idle, [{ type: 'connect' }, { type: 'tokenFailed', attempt: 1 }])

    expect(run.state).toMatchObject({ name: 'waiting', failures: 1 })
  })

  it('says that it is disconnected only if it had been connected', () => {
    const run = walk(idle, [{ type: 'connect' }, { type: 'tokenReady', attempt: 1 }, lost(1)])

    expect(run.all).not.toContainEqual({ type: 'tellStatus', status: 'disconnected' })
  })
})

describe('the count of failures', () => {
  it('is not cleared by an open socket', () => {
    const run = walk(idle, [
      { type: 'connect' },
      ...acceptedAndDropped(1),
      { type: 'timer' },
      ...acceptedAndDropped(2),
      { type: 'timer' },
      ...acceptedAndDropped(3),
    ])

    expect(run.state).toMatchObject({ name: 'waiting', failures: 3 })
    expect(run.effects.at(-1)).toContainEqual({ type: 'setTimer', delayMs: 2_000 })
  })

  it('is 0 while the connection to a Weft server stands', () => {
    const greeting: ConnectionState = {
      name: 'greeting',
      attempt: 1,
      failures: 5,
      hasNewToken: true,
    }
    const { state } = walk(greeting, [{ type: 'greeted', attempt: 1, server: 'weft' }])

    expect(state).toMatchObject({ failures: 0, hasNewToken: false })
  })

  it('is 0 from the step 2 of a stock server on, and not before', () => {
    const joinedStock = joined({ server: 'stock', failures: 5 })

    expect(joinedStock).toMatchObject({ failures: 5 })
    expect(walk(joinedStock, [{ type: 'synced', attempt: 1 }]).state).toMatchObject({ failures: 0 })
  })

  it.each([
    ['weft', 4500],
    ['weft', 1011],
    ['weft', 1013],
    ['stock', 1011],
  ] as const)('grows with each welcome of a %s server that then closes with %i', (server, code) => {
    const delays: number[] = []
    let state: ConnectionState = idle
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const run = walk(state, [
        { type: attempt === 1 ? 'connect' : 'timer' },
        { type: 'tokenReady', attempt },
        { type: 'opened', attempt },
        { type: 'greeted', attempt, server },
        { type: 'synced', attempt },
        { type: 'closed', attempt, code, reason: '', isFinal: false },
      ])
      state = run.state
      delays.push(...run.all.slice(-1).map(delayOf))
    }

    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
  })

  it('goes on where it was when a connection lasts less than 5 s, and begins anew after that', () => {
    for (const server of ['weft', 'stock'] as const) {
      const { state } = walk(joined({ server, failures: 3 }), [{ type: 'synced', attempt: 1 }])
      const lostAt = (nowMs: number) => walk(state, [lost(1)], { ...world, nowMs }).state

      expect(lostAt(4_999)).toMatchObject({ name: 'waiting', failures: 4 })
      expect(lostAt(5_000)).toMatchObject({ name: 'waiting', failures: 1 })
    }
  })

  it('measures how long a connection lasts from the end of the handshake', () => {
    const joinedStock = joined({ server: 'stock', failures: 3 })
    const later = { ...world, nowMs: 60_000 }

    expect(walk(joinedStock, [lost(1)], later).state).toMatchObject({ failures: 4 })
    const run = walk(joinedStock, [{ type: 'synced', attempt: 1 }, lost(1)], later)
    expect(run.state).toMatchObject({ failures: 4 })
  })
})

describe('a close code', () => {
  it('[P47] that is final stops the connection, and connect begins anew', () => {
    const run = walk(joined(), [
      { type: 'closed', attempt: 1, code: 4403, reason: 'no', isFinal: true },
    ])

    const refusal = { because: 'forbidden', code: 4403, reason: 'no' }
    expect(run.state).toEqual({ name: 'stopped', attempt: 1, refusal })
    expect(run.all.at(-1)).toEqual({ type: 'tellRefusal', refusal })
    expect(walk(run.state, [{ type: 'timer' }, { type: 'wake' }]).names).toEqual([
      'stopped',
      'stopped',
    ])
    expect(walk(run.state, [{ type: 'connect' }]).state).toMatchObject({
      name: 'authorizing',
      failures: 0,
    })
  })

  it('[P47] 4401 is tried once more with a new token, then it is final', () => {
    const renewable = { ...world, settings: { ...settings, canRenewToken: true } }
    const refused: ConnectionEvent = {
      type: 'closed',
      attempt: 1,
      code: 4401,
      reason: '',
      isFinal: true,
    }
    const once = walk(joined(), [refused], renewable)
    expect(once.state).toMatchObject({ name: 'waiting', hasNewToken: true })

    const twice = walk(
      once.state,
      [{ type: 'timer' }, { type: 'tokenReady', attempt: 2 }, { ...refused, attempt: 2 }],
      renewable,
    )
    expect(twice.state).toMatchObject({ name: 'stopped', refusal: { because: 'unauthenticated' } })
  })

  it('[P47] 4401 is final at once when there is no other token to be had', () => {
    const run = walk(joined(), [
      { type: 'closed', attempt: 1, code: 4401, reason: '', isFinal: true },
    ])

    expect(run.state.name).toBe('stopped')
  })
})

describe('a server that goes away', () => {
  it('[P20] is come back to after a random time up to what it said', () => {
    const run = walk(joined(), [{ type: 'goingAway', attempt: 1, maxDelayMs: 60_000 }, lost(1)])

    expect(run.all.at(-1)).toEqual({ type: 'setTimer', delayMs: 30_000 })
  })

  it('[P20] is come back to as late as its failures have it when it does so again and again', () => {
    const run = walk(joined({ failures: 4 }), [
      { type: 'goingAway', attempt: 1, maxDelayMs: 2_000 },
      lost(1),
    ])

    expect(run.all.at(-1)).toEqual({ type: 'setTimer', delayMs: 8_000 })
  })

  it('is never come back to sooner than after a first failure', () => {
    const run = walk(joined(), [{ type: 'goingAway', attempt: 1, maxDelayMs: 0 }, lost(1)])

    expect(run.all.at(-1)).toEqual({ type: 'setTimer', delayMs: 500 })
  })
})

describe('a joined connection', () => {
  it('is closed after 30 s of silence', () => {
    const probed = joined()
    const run = walk(probed, [{ type: 'timer' }], { ...world, nowMs: 30_000 })

    expect(run.state.name).toBe('waiting')
    expect(run.all).toContainEqual({
      type: 'closeSocket',
      code: 4500,
      reason: 'no sign of life',
    })
  })

  it('is probed when the browser reports that anything happened to the network', () => {
    const alive = walk(joined(), [{ type: 'heard', attempt: 1 }]).state
    for (const type of ['wake', 'doubt'] as const) {
      expect(walk(alive, [{ type }]).effects.map(brief)).toEqual([['probe', 'setTimer 5000']])
    }
  })

  it('is closed and tried again when the server sends what cannot be read', () => {
    const run = walk(joined(), [{ type: 'broken', attempt: 1 }])

    expect(run.state).toMatchObject({ name: 'waiting', failures: 1 })
    expect(run.all).toContainEqual({
      type: 'closeSocket',
      code: 4400,
      reason: 'unreadable message',
    })
  })

  it('is closed when the page goes, and waits long for it to be shown again', () => {
    const hidden = walk(joined(), [{ type: 'hide' }])
    expect(hidden.state).toEqual({ name: 'waiting', attempt: 1, failures: 0, hasNewToken: false })
    expect(brief(hidden.all)).toEqual([
      'closeSocket 1000',
      'forgetOthers',
      'status disconnected',
      'setTimer 30000',
    ])
    expect(walk(hidden.state, [{ type: 'hide' }]).names).toEqual(['waiting'])
    expect(walk(hidden.state, [{ type: 'wake' }]).state).toMatchObject({
      name: 'authorizing',
      attempt: 2,
      failures: 0,
    })
  })

  it('is not made by a page that goes and comes while nobody wants one', () => {
    expect(walk(idle, [{ type: 'hide' }, { type: 'wake' }]).names).toEqual(['idle', 'idle'])
  })

  it('says goodbye before it is left', () => {
    expect(brief(walk(joined(), [{ type: 'disconnect' }]).all)).toEqual([
      'sayGoodbye',
      'closeSocket 1000',
      'forgetOthers',
      'status disconnected',
      'clearTimer',
    ])
  })
})

describe('any sequence of events', () => {
  it('never has two sockets, nor one that it has forgotten', () => {
    fc.assert(
      fc.property(eventsAndPerhapsTheEnd(), (sequence) => {
        let sockets = 0
        let most = 0
        const { state } = play(sequence, ({ type }) => {
          if (type === 'openSocket') sockets += 1
          if (type === 'closeSocket') sockets -= 1
          most = Math.max(most, sockets)
        })
        const expected = state.name === 'connecting' || isConnected(state) ? 1 : 0
        return most <= 1 && sockets === expected
      }),
      { numRuns: 1_000 },
    )
  })

  it('has no effect any more once destroyed', () => {
    fc.assert(
      fc.property(events(), events(), (before, after) => {
        const destroyed = play([...before, { type: 'destroy' }]).state
        const rest = walk(destroyed, after.map(resolveAttempt(destroyed.attempt)))
        return destroyed.name === 'destroyed' && rest.state === destroyed && rest.all.length === 0
      }),
    )
  })

  it('keeps a timer running in every state that waits for something, and in no other', () => {
    fc.assert(
      fc.property(eventsAndPerhapsTheEnd(), (sequence) => {
        let isSet = false
        const { state } = play(sequence, ({ type }) => {
          if (type === 'setTimer') isSet = true
          if (type === 'clearTimer') isSet = false
        })
        return isSet === !['idle', 'stopped', 'destroyed'].includes(state.name)
      }),
      { numRuns: 500 },
    )
  })

  it('ends as connect or disconnect last said, whatever was said before in the same turn', () => {
    const wishes = fc.array(fc.constantFrom('connect', 'disconnect'), { minLength: 1 })
    fc.assert(
      fc.property(events(), wishes, (before, types) => {
        const wished = types.map((type) => ({ type }))
        const { state } = walk(play(before).state, wished)
        const isWanted = !['idle', 'stopped'].includes(state.name)
        return isWanted === (types.at(-1) === 'connect')
      }),
    )
  })

  it('does nothing that an older attempt reports', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(events(), attemptEvent(), (before, event) => {
        const start = play(before).state
        seen.add(start.name)
        const [state, effects] = step(start, { ...event, attempt: start.attempt - 1 }, world)
        return state === start && effects.length === 0
      }),
      { numRuns: 500 },
    )

    const names = ['authorizing', 'connecting', 'greeting', 'joined', 'waiting', 'stopped', 'idle']
    expect([...seen].toSorted()).toEqual(names.toSorted())
  })
})

it('survives React StrictMode: connect, disconnect, connect in one turn ends connecting, with one socket', () => {
  const run = walk(idle, [
    { type: 'connect' },
    { type: 'tokenReady', attempt: 1 },
    { type: 'disconnect' },
    { type: 'connect' },
    { type: 'tokenReady', attempt: 2 },
  ])

  expect(run.state).toMatchObject({ name: 'connecting', attempt: 2 })
  expect(run.all.filter(({ type }) => type === 'openSocket' || type === 'closeSocket')).toEqual([
    { type: 'openSocket', attempt: 1 },
    { type: 'closeSocket', code: 1000, reason: '' },
    { type: 'openSocket', attempt: 2 },
  ])
})

interface Walk {
  readonly state: ConnectionState
  readonly names: readonly string[]
  readonly effects: readonly (readonly ConnectionEffect[])[]
  readonly all: readonly ConnectionEffect[]
}

function walk(
  start: ConnectionState,
  sequence: readonly ConnectionEvent[],
  circumstances: Circumstances = world,
): Walk {
  let state = start
  const names: string[] = []
  const effects: (readonly ConnectionEffect[])[] = []
  for (const event of sequence) {
    const [next, caused] = step(state, event, circumstances)
    state = next
    names.push(next.name)
    effects.push(caused)
  }
  return { state, names, effects, all: effects.flat() }
}

function joined(
  over: { readonly server?: 'weft' | 'stock'; readonly failures?: number } = {},
): ConnectionState {
  const { server = 'weft', failures = 0 } = over
  const greeting = { name: 'greeting', attempt: 1, failures, hasNewToken: false } as const
  return walk(greeting, [{ type: 'greeted', attempt: 1, server }]).state
}

function lost(attempt: number): ConnectionEvent {
  return { type: 'closed', attempt, code: 1006, reason: '', isFinal: false }
}

function acceptedAndDropped(attempt: number): ConnectionEvent[] {
  return [{ type: 'tokenReady', attempt }, { type: 'opened', attempt }, lost(attempt)]
}

function delayOf(effect: ConnectionEffect): number {
  return effect.type === 'setTimer' ? effect.delayMs : Number.NaN
}

function brief(effects: readonly ConnectionEffect[]): string[] {
  return effects.map((effect) => {
    switch (effect.type) {
      case 'setTimer':
        return `setTimer ${effect.delayMs}`
      case 'closeSocket':
        return `closeSocket ${effect.code}`
      case 'tellStatus':
        return `status ${effect.status}`
      case 'tellSync':
        return `sync ${effect.isSynced}`
      default:
        return effect.type
    }
  })
}

type Draft = ConnectionEvent | (AttemptDraft & { readonly isCurrent: boolean })
type AttemptDraft = Extract<ConnectionEvent, { readonly attempt: number }>

/** Stretches of the way to a connection, and between them anything, now and then of an older attempt. */
function events(): fc.Arbitrary<Draft[]> {
  const wish = fc.constantFrom<Draft>(
    { type: 'connect' },
    { type: 'disconnect' },
    { type: 'timer' },
    { type: 'wake' },
    { type: 'doubt' },
    { type: 'hide' },
  )
  const report = fc
    .tuple(attemptEvent(), fc.integer({ min: 0, max: 9 }))
    .map(([event, dice]) => ({ ...event, isCurrent: dice > 0 }))
  const anything = fc.oneof(wish, report).map((event): Draft[] => [event])
  const stretch = fc
    .tuple(fc.constantFrom('weft', 'stock'), fc.integer({ min: 1, max: 5 }))
    .map(([server, steps]) => wayToJoin(server).slice(0, steps))
  return fc
    .array(fc.oneof(stretch, anything), { maxLength: 30, size: 'max' })
    .map((parts) => parts.flat())
}

function wayToJoin(server: 'weft' | 'stock'): Draft[] {
  return [
    { type: 'connect' },
    { type: 'tokenReady', attempt: 0 },
    { type: 'opened', attempt: 0 },
    { type: 'greeted', attempt: 0, server },
    { type: 'synced', attempt: 0 },
  ]
}

function eventsAndPerhapsTheEnd(): fc.Arbitrary<Draft[]> {
  return fc
    .tuple(events(), fc.boolean())
    .map(([sequence, ends]) => (ends ? [...sequence, { type: 'destroy' }] : sequence))
}

function attemptEvent(): fc.Arbitrary<AttemptDraft> {
  const attempt = 0
  return fc.constantFrom<AttemptDraft>(
    { type: 'tokenReady', attempt },
    { type: 'tokenReady', attempt },
    { type: 'tokenFailed', attempt },
    { type: 'opened', attempt },
    { type: 'opened', attempt },
    { type: 'closed', attempt, code: 1006, reason: '', isFinal: false },
    { type: 'closed', attempt, code: 4403, reason: '', isFinal: true },
    { type: 'closed', attempt, code: 4401, reason: '', isFinal: true },
    { type: 'greeted', attempt, server: 'weft' },
    { type: 'greeted', attempt, server: 'stock' },
    { type: 'synced', attempt },
    { type: 'heard', attempt },
    { type: 'goingAway', attempt, maxDelayMs: 100 },
    { type: 'broken', attempt },
    {
      type: 'refused',
      attempt,
      refusal: { because: 'history-changed', code: 1000, reason: '' },
    },
  )
}

function resolveAttempt(attempt: number): (draft: Draft) => ConnectionEvent {
  return (draft) => {
    if (!('attempt' in draft)) return draft
    const isOld = 'isCurrent' in draft && !draft.isCurrent
    return { ...draft, attempt: isOld ? attempt - 1 : attempt }
  }
}

/** Plays events as they would come: time passes, and each reports for the attempt that is current by then. */
function play(
  sequence: readonly Draft[],
  see: (effect: ConnectionEffect, state: ConnectionState) => void = () => {},
): { readonly state: ConnectionState } {
  let state = idle
  sequence.forEach((draft, index) => {
    const circumstances = {
      nowMs: index * 3_000,
      random: (index % 10) / 10,
      settings: { ...settings, canRenewToken: index % 2 === 0 },
    }
    const [next, effects] = step(state, resolveAttempt(state.attempt)(draft), circumstances)
    state = next
    for (const effect of effects) see(effect, state)
  })
  return { state }
}
