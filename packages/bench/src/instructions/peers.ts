import { encodeMessage, PROTOCOL_VERSION } from '@weft/protocol'
import { maskedFrame } from '../generator/masked-frame.ts'
import { ticked, type QuietServer } from './quiet-server.ts'
import type { WireSocket } from './wire-socket.ts'

const NOTHING = new Uint8Array([0])
const EMPTY_UPDATE = new Uint8Array([0, 0])

/** What a client says when it joins. */
const greeting = [
  { type: 'syncStep1', stateVector: NOTHING },
  { type: 'syncStep2', update: EMPTY_UPDATE },
] as const
const hello = {
  type: 'hello',
  version: PROTOCOL_VERSION,
  client: 'instructions',
  token: '',
  sessionId: '',
  resumeSecret: '',
} as const

/** `stock` speaks as y-websocket does, `provider` says hello. */
export type Kind = 'stock' | 'provider'

/** Peers that have joined a document, and have been told all there is. */
export async function joined(
  server: QuietServer,
  document: string,
  kinds: readonly Kind[],
): Promise<readonly WireSocket[]> {
  const sockets = kinds.map((kind) => {
    const socket = server.open(document)
    const messages = kind === 'provider' ? [hello, ...greeting] : greeting
    for (const message of messages) socket.hear(maskedFrame(encodeMessage(message)))
    return socket
  })
  for (let turns = 0; turns < 10; turns += 1) await ticked()
  const { peers } = server.server
  if (peers < kinds.length) throw new Error(`Only ${peers} of ${kinds.length} peers have joined`)
  return sockets
}

/** So many of one kind. */
export const many = (count: number, kind: Kind): readonly Kind[] => Array<Kind>(count).fill(kind)
