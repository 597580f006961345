import { once } from 'node:events'
import { closeCodes, decodeMessage, encodeMessage } from '@weft/protocol'
import { WebSocket } from 'ws'
import { note, right, wrong, type Finding } from './finding.ts'
import { trusting } from './public-url.ts'
import { wordsOf } from '../words-of.ts'

/** A document of this name is asked for, and nothing is written into it. */
const DOCUMENT = 'weft-doctor'
const TIMEOUT_MS = 15_000
const SLOW_MS = 1_000
const MIB = 1024 * 1024
const STRANGER = 'https://stranger.invalid'

export interface Probe {
  /** Below it documents are. */
  readonly url: URL
  /** It is sent to nobody but who is trusted, as browsers do. */
  readonly token: string | undefined
  /** An authority of one's own, in PEM. */
  readonly ca: string | undefined
  /** How long to wait on a connection that is silent, in milliseconds. */
  readonly idleMs: number
}

/** Looks at WebSockets through the public address, as the page of an application uses them. */
export async function probeSockets(probe: Probe): Promise<readonly Finding[]> {
  const own = await opened(probe, probe.url.origin)
  if (typeof own === 'string') return [notUpgraded(own)]
  const findings = [right('WebSocket', 'upgrades get through'), await originFinding(probe)]
  try {
    const answered = await roundTrip(own, new Uint8Array([0]))
    if (typeof answered !== 'number') return [...findings, notLetIn(answered)]
    return [...findings, ...(await asMember(own, probe, answered))]
  } finally {
    own.terminate()
  }
}

async function asMember(
  socket: WebSocket,
  { idleMs }: Probe,
  firstMs: number,
): Promise<readonly Finding[]> {
  const secondMs = await roundTrip(socket, new Uint8Array([0]))
  const latencyMs = typeof secondMs === 'number' ? Math.min(firstMs, secondMs) : firstMs
  const latency =
    latencyMs > SLOW_MS
      ? wrong(
          'latency',
          `an answer takes ${Math.round(latencyMs)} ms`,
          'Turn buffering off in the proxy, and look at the way to it',
        )
      : right('latency', `an answer comes after ${Math.round(latencyMs)} ms, nothing holds it back`)
  const largeMs = await roundTrip(socket, largeStateVector())
  if (typeof largeMs !== 'number')
    return [
      latency,
      wrong(
        'large messages',
        `a message of 1 MiB ends the connection (${largeMs.code})`,
        'Let the proxy pass WebSocket messages of any size, at least 32 MiB',
      ),
    ]
  const large = right('large messages', `1 MiB gets through in ${Math.round(largeMs)} ms`)
  return [latency, large, await idle(socket, idleMs)]
}

async function idle(socket: WebSocket, idleMs: number): Promise<Finding> {
  if (idleMs === 0) return note('idle', 'not looked at, for --idle is 0')
  const since = performance.now()
  let pings = 0
  socket.on('ping', () => (pings += 1))
  const end = await closeOf(socket, idleMs)
  const seconds = Math.round((performance.now() - since) / 1000)
  const heard = `${pings} ping${pings === 1 ? '' : 's'} came`
  return end === undefined
    ? right('idle', `who types nothing is connected after ${seconds} s; ${heard}`)
    : wrong(
        'idle',
        `who types nothing is cut off after ${seconds} s (${end.code}); ${heard}`,
        'Raise the timeouts of the proxy, and of load balancers before it, above 20 s: Weft pings so often',
      )
}

async function originFinding(probe: Probe): Promise<Finding> {
  const stranger = await opened(probe, STRANGER)
  if (typeof stranger === 'string') return right('origins', 'pages of other sites get nothing')
  try {
    stranger.send(step1(new Uint8Array([0])))
    const end = await answerOrEnd(stranger)
    return end?.code === closeCodes.forbidden.code && end.reason.includes('may not connect')
      ? right('origins', 'pages of other sites are refused')
      : end?.code === closeCodes.forbidden.code || end?.code === closeCodes.unauthenticated.code
        ? note('origins', 'pages of other sites are asked for a token like everybody')
        : note('origins', 'pages of other sites may connect: --allow-origin is *')
  } finally {
    stranger.terminate()
  }
}

interface End {
  readonly code: number
  readonly reason: string
}

/** Opens a document's WebSocket as a page from `origin` does; words where that does not work. */
async function opened({ url, token, ca }: Probe, origin: string): Promise<WebSocket | string> {
  const target = new URL(DOCUMENT, url)
  target.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(target, {
    headers: {
      Origin: origin,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    handshakeTimeout: TIMEOUT_MS,
    rejectUnauthorized: token !== undefined,
    ...trusting(ca),
  })
  try {
    await once(socket, 'open')
    socket.on('error', () => socket.terminate())
    return socket
  } catch (error) {
    socket.on('error', () => undefined)
    socket.terminate()
    return wordsOf(error)
  }
}

const step1 = (stateVector: Uint8Array): Uint8Array =>
  encodeMessage({ type: 'syncStep1', stateVector })

/** How long the answer to a state vector takes, in milliseconds; how it ended where none came. */
async function roundTrip(socket: WebSocket, stateVector: Uint8Array): Promise<number | End> {
  const since = performance.now()
  if (socket.readyState === WebSocket.OPEN) socket.send(step1(stateVector))
  const end = await answerOrEnd(socket)
  return end ?? performance.now() - since
}

/** Resolves with undefined once a state has come, else with how it ended. */
async function answerOrEnd(socket: WebSocket): Promise<End | undefined> {
  const answered = new Promise<undefined>((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (isState(data)) resolve(undefined)
    })
  })
  const late = { code: 0, reason: 'no answer in time' }
  return Promise.race([answered, closeOf(socket, TIMEOUT_MS).then((end) => end ?? late)])
}

function isState(data: Buffer): boolean {
  try {
    return decodeMessage(data).type === 'syncStep2'
  } catch {
    return false
  }
}

/** How a connection ends; undefined if it has not by then. */
async function closeOf(socket: WebSocket, withinMs: number): Promise<End | undefined> {
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<End>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), withinMs)
  })
  try {
    return await Promise.race([ended, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A state vector of 1 MiB, of clients that nobody has heard of: a message that asks and writes nothing.
 *
 * Clients are numbered from 2^28 on, five bytes each, and each clock is one byte.
 */
function largeStateVector(): Uint8Array {
  const clients = Math.ceil(MIB / 6)
  const bytes: number[] = []
  const write = (value: number): void => {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
    bytes.push(rest)
  }
  write(clients)
  for (let each = 0; each < clients; each += 1) {
    write(2 ** 28 + each)
    write(1)
  }
  return Uint8Array.from(bytes)
}

const notUpgraded = (why: string): Finding =>
  wrong(
    'WebSocket',
    `upgrades do not get through: ${why}`,
    'Let the proxy speak HTTP/1.1 to Weft and hand on Upgrade and Connection',
  )

function notLetIn({ code, reason }: End): Finding {
  const isRefusal = [
    closeCodes.unauthenticated.code,
    closeCodes.forbidden.code,
    closeCodes.noSuchDocument.code,
  ].some((one) => one === code)
  if (isRefusal)
    return note(
      'documents',
      `doctor is not let in (${code}, ${reason}), so messages, latency and idle connections were not looked at: give it a token for reading "${DOCUMENT}" with --token-file`,
    )
  return wrong(
    'documents',
    `the connection ends before anything is answered (${code}${reason === '' ? '' : `, ${reason}`})`,
    'Look at the log of Weft and of the proxy',
  )
}
