import { BAD_MESSAGE, RESYNC, retryPolicy } from '@weft/protocol'
import { LASTING_MS, retryDelayMs } from './backoff.ts'
import type {
  AttemptEvent,
  Circumstances,
  ConnectionEffect,
  ConnectionEvent,
  ConnectionState,
  Joined,
  Trying,
} from './connection-state.ts'
import { doubt, firstSign, heard, judge, type LivenessTimes, type Verdict } from './liveness.ts'
import { refusalOf, type Refusal } from './refusal.ts'

type Step = readonly [ConnectionState, readonly ConnectionEffect[]]

const NORMAL_CLOSURE = { code: 1000, reason: '' }
const NO_ANSWER = { code: RESYNC, reason: 'no sign of life' }
const BROKEN = { code: BAD_MESSAGE, reason: 'unreadable message' }

/**
 * The connection's whole behaviour: what it does next and what it asks for. Pure; the effects are carried out in order
 * by whoever calls. Between an `openSocket` and the next there is always a `closeSocket`, so there is never more than
 * one socket.
 */
export function step(state: ConnectionState, event: ConnectionEvent, world: Circumstances): Step {
  if (state.name === 'destroyed') return [state, []]
  switch (event.type) {
    case 'connect':
      if (state.name === 'idle' || state.name === 'stopped') return begin(firstTry(state), world)
      return state.name === 'waiting' ? begin(state, world) : [state, []]
    case 'disconnect':
      return state.name === 'idle' ? [state, []] : leave(state, 'idle')
    case 'destroy':
      return leave(state, 'destroyed')
    case 'timer':
      return timeOut(state, world)
    case 'wake':
      return state.name === 'waiting' ? begin(state, world) : distrust(state, world)
    case 'hide':
      return 'failures' in state ? hide(state, world) : [state, []]
    case 'doubt':
      return distrust(state, world)
    default:
      return event.attempt === state.attempt ? report(state, event, world) : [state, []]
  }
}

/** Takes what the current attempt reports. What does not belong to the state is ignored. */
function report(state: ConnectionState, event: AttemptEvent, world: Circumstances): Step {
  if (event.type === 'closed') return hasSocket(state) ? closed(state, event, world) : [state, []]
  if (event.type === 'broken') return hasSocket(state) ? fail(state, BROKEN, world) : [state, []]
  if (event.type === 'refused') {
    return hasSocket(state) ? refuse(state, event.refusal) : [state, []]
  }
  switch (state.name) {
    case 'authorizing':
      if (event.type === 'tokenFailed') return fail(state, NORMAL_CLOSURE, world)
      return event.type === 'tokenReady' ? openSocket(state, world) : [state, []]
    case 'connecting':
      return event.type === 'opened' ? greet(state, world) : [state, []]
    case 'greeting':
      return event.type === 'greeted' ? join(state, event.server, world) : [state, []]
    case 'joined':
      return converse(state, event, world)
    default:
      return [state, []]
  }
}

function firstTry({ attempt }: { readonly attempt: number }): Trying {
  return { attempt, failures: 0, hasNewToken: false }
}

function begin({ attempt, failures, hasNewToken }: Trying, { settings }: Circumstances): Step {
  const next = { name: 'authorizing', attempt: attempt + 1, failures, hasNewToken } as const
  return [
    next,
    [
      { type: 'setTimer', delayMs: settings.connectTimeoutMs },
      { type: 'tellStatus', status: 'connecting' },
      { type: 'fetchToken', attempt: next.attempt },
    ],
  ]
}

function openSocket(state: Trying, { settings }: Circumstances): Step {
  return [
    { ...carried(state), name: 'connecting' },
    [
      { type: 'setTimer', delayMs: settings.connectTimeoutMs },
      { type: 'openSocket', attempt: state.attempt },
    ],
  ]
}

function greet(state: Trying, { settings }: Circumstances): Step {
  return [
    { ...carried(state), name: 'greeting' },
    [
      { type: 'setTimer', delayMs: settings.silenceTimeoutMs },
      { type: 'tellStatus', status: 'connected' },
      { type: 'greet' },
    ],
  ]
}

function join(state: Trying, server: Joined['server'], world: Circumstances): Step {
  const joined: Joined = {
    ...carried(state),
    name: 'joined',
    server,
    isSynced: false,
    liveness: firstSign(world.nowMs),
    handshake: undefined,
    returnWithinMs: 0,
  }
  return watch(server === 'weft' ? finishHandshake(joined, world) : joined, world)
}

function converse(state: Joined, event: AttemptEvent, world: Circumstances): Step {
  switch (event.type) {
    case 'heard':
      return [{ ...state, liveness: heard(state.liveness, world.nowMs) }, []]
    case 'synced':
      if (state.isSynced) return [state, []]
      return [
        { ...finishHandshake(state, world), isSynced: true },
        [{ type: 'tellSync', isSynced: true }],
      ]
    case 'goingAway':
      return [{ ...state, returnWithinMs: event.maxDelayMs }, []]
    default:
      return [state, []]
  }
}

// A stock server has no welcome, so its step 2 has to do.
function finishHandshake(state: Joined, { nowMs }: Circumstances): Joined {
  if (state.handshake) return state
  const handshake = { atMs: nowMs, failuresBefore: state.failures }
  return { ...state, handshake, failures: 0, hasNewToken: false }
}

// A server that welcomes us and drops us soon after, each time, must not be retried at full speed.
function failuresBefore(state: ConnectionState & Trying, { nowMs }: Circumstances): number {
  if (state.name !== 'joined' || !state.handshake) return state.failures
  const { atMs, failuresBefore } = state.handshake
  return nowMs - atMs < LASTING_MS ? failuresBefore : 0
}

function timeOut(state: ConnectionState, world: Circumstances): Step {
  switch (state.name) {
    case 'waiting':
      return begin(state, world)
    case 'authorizing':
    case 'connecting':
    case 'greeting':
      return fail(state, NO_ANSWER, world)
    case 'joined':
      return watch(state, world)
    default:
      return [state, []]
  }
}

function watch(state: Joined, world: Circumstances): Step {
  const times = livenessTimes(state, world)
  return act(state, judge(state.liveness, world.nowMs, times), world)
}

function distrust(state: ConnectionState, world: Circumstances): Step {
  if (state.name !== 'joined') return [state, []]
  return act(state, doubt(state.liveness, world.nowMs, livenessTimes(state, world)), world)
}

function act(state: Joined, verdict: Verdict, world: Circumstances): Step {
  if (verdict.is === 'dead') return fail(state, NO_ANSWER, world)
  const timer = { type: 'setTimer', delayMs: verdict.nextAtMs - world.nowMs } as const
  const next = { ...state, liveness: verdict.liveness }
  return [next, verdict.is === 'probe' ? [{ type: 'probe' }, timer] : [timer]]
}

function livenessTimes({ server }: Joined, { settings }: Circumstances): LivenessTimes {
  const { silenceTimeoutMs } = settings
  const probeTimeoutMs = silenceTimeoutMs / 6
  // A stock server knows no ping. It answers a step 1 with a step 2, which is too much to ask for again and again.
  const probeIntervalMs = server === 'weft' ? silenceTimeoutMs / 2 : undefined
  return { silenceTimeoutMs, probeTimeoutMs, probeIntervalMs }
}

function closed(
  state: ConnectionState & Trying,
  { code, reason, isFinal }: AttemptEvent & { readonly type: 'closed' },
  world: Circumstances,
): Step {
  const mayRenew = retryPolicy(code) === 'new-token' && world.settings.canRenewToken
  if (mayRenew && !state.hasNewToken) {
    return fail({ ...state, hasNewToken: true }, NORMAL_CLOSURE, world)
  }
  if (isFinal) return refuse(state, refusalOf(code, reason))
  return fail(state, NORMAL_CLOSURE, world)
}

/** Gives this attempt up and waits for the next. */
function fail(state: ConnectionState & Trying, close: Close, world: Circumstances): Step {
  const failures = failuresBefore(state, world) + 1
  const backoffMs = retryDelayMs(failures, world.settings.maxBackoffMs, world.random)
  const returnMs = state.name === 'joined' ? state.returnWithinMs * world.random : 0
  const { attempt, hasNewToken } = state
  return [
    { name: 'waiting', attempt, failures, hasNewToken },
    [...end(state, close), { type: 'setTimer', delayMs: Math.max(backoffMs, returnMs) }],
  ]
}

// Some browsers keep a page for the way back only if it holds no connection, others cut it off with an error. And nobody
// should have to wait to see that its user is gone.
function hide(state: ConnectionState & Trying, { settings }: Circumstances): Step {
  const { attempt, failures, hasNewToken } = state
  return [
    { name: 'waiting', attempt, failures, hasNewToken },
    // In a page that is kept, no timer runs. In one that had never gone, this brings it back.
    [...end(state, NORMAL_CLOSURE), { type: 'setTimer', delayMs: settings.maxBackoffMs }],
  ]
}

function refuse(state: ConnectionState, refusal: Refusal): Step {
  const code = refusal.code >= 3000 ? refusal.code : NORMAL_CLOSURE.code
  return [
    { name: 'stopped', attempt: state.attempt, refusal },
    [
      ...end(state, { code, reason: refusal.reason }),
      { type: 'clearTimer' },
      // Last, so that whoever hears of it may connect again at once.
      { type: 'tellRefusal', refusal },
    ],
  ]
}

function leave(state: ConnectionState, name: 'idle' | 'destroyed'): Step {
  const goodbye = state.name === 'joined' ? [{ type: 'sayGoodbye' } as const] : []
  // Also without a server: what other tabs said of themselves is known as well.
  const others = isConnected(state) ? [] : [{ type: 'forgetOthers' } as const]
  return [
    { name, attempt: state.attempt },
    [...goodbye, ...end(state, NORMAL_CLOSURE), ...others, { type: 'clearTimer' }],
  ]
}

interface Close {
  readonly code: number
  readonly reason: string
}

/** What has to happen when a state ends that may have had a socket. */
function end(state: ConnectionState, close: Close): ConnectionEffect[] {
  const effects: ConnectionEffect[] = []
  if (hasSocket(state)) effects.push({ type: 'closeSocket', ...close })
  if (isConnected(state)) effects.push({ type: 'forgetOthers' })
  if (state.name === 'joined' && state.isSynced) effects.push({ type: 'tellSync', isSynced: false })
  if (isConnected(state)) effects.push({ type: 'tellStatus', status: 'disconnected' })
  return effects
}

function hasSocket(state: ConnectionState): state is HasSocket {
  return state.name === 'connecting' || isConnected(state)
}

type HasSocket = Extract<ConnectionState, { readonly name: 'connecting' | 'greeting' | 'joined' }>

/** Whether somebody wants a connection. */
export function isWanted({ name }: ConnectionState): boolean {
  return name !== 'idle' && name !== 'stopped' && name !== 'destroyed'
}

/** Whether the socket is open. */
export function isConnected(state: ConnectionState): boolean {
  return state.name === 'greeting' || state.name === 'joined'
}

function carried({ attempt, failures, hasNewToken }: Trying): Trying {
  return { attempt, failures, hasNewToken }
}
