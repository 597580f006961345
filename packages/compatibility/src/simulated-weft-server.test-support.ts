import {
  documentNameFromPath,
  inChannel,
  SHARED_PARAMETER,
  STATE_PIECE_BYTES,
  type DocumentName,
} from '@weft/protocol'
import {
  allowEveryone,
  buildSnapshot,
  defaultLimits,
  SyncServer,
  type Clock,
  type Hooks,
  type Limits,
  type Random,
} from '@weft/server/core'
import { MemoryStorage, type DocumentStorage } from '@weft/storage'
import { SeededRandom } from '@weft/testkit'
import type { Accept } from './simulated-network.test-support.ts'

/** The timers of the test, which are simulated. */
const clock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  soon(run) {
    const immediate = setImmediate(run)
    return () => clearImmediate(immediate)
  },
}

export interface SimulatedServerOptions {
  readonly storage?: DocumentStorage
  readonly limits?: Partial<Limits>
  readonly authorize?: Hooks['authorize']
}

/** Weft's server without sockets, under simulated time. */
export function simulateWeftServer({
  storage = new MemoryStorage(),
  limits = {},
  authorize = allowEveryone,
}: SimulatedServerOptions = {}): { readonly server: SyncServer; readonly accept: Accept } {
  const server = new SyncServer({
    storage,
    compactor: {
      compact: async (updates) => buildSnapshot(updates, STATE_PIECE_BYTES),
      close: async () => {},
    },
    hooks: { authorize },
    clock,
    random: seededRandom(1),
    limits: { ...defaultLimits, ...limits },
    log: () => {},
  })
  return { server, accept: acceptInto(server) }
}

function acceptInto(server: SyncServer): Accept {
  return (target, client) => {
    const [path = '', query = ''] = target.split('?')
    const peer = {
      send: (frames: readonly Uint8Array[], prefix?: Uint8Array) => {
        for (const frame of frames) client.send(prefix ? inChannel(prefix, frame) : frame)
      },
      bufferedBytes: () => 0,
      ping: () => client.ping(),
      close: ({ code }: { readonly code: number }, reason: string) => client.close(code, reason),
      terminate: () => client.terminate(),
    }
    const params = new URLSearchParams(query)
    const requester = {
      token: params.get('token') ?? undefined,
      headers: {},
      address: '127.0.0.1',
    }
    const session = params.has(SHARED_PARAMETER)
      ? server.share(peer, requester)
      : server.connect(peer, { document: nameIn(path), requester })
    return {
      received: (frame) => session.receive(frame),
      pong: () => session.heard(),
      ended: () => session.ended(),
    }
  }
}

function nameIn(path: string): DocumentName {
  const name = documentNameFromPath(path.slice(1))
  if (!name.ok) throw new Error(name.reason)
  return name.name
}

function seededRandom(seed: number): Random {
  const random = new SeededRandom(seed)
  const part = () => random.below(2 ** 32).toString(16)
  return {
    next: () => random.next(),
    secret: () => [part(), part(), part(), part()].join('-'),
  }
}
