import { setTimeout } from 'node:timers/promises'
import { decodeMessage, encodeMessage, type Message } from '@weft/protocol'
import { WeftProvider, type WebSocketLike } from '@weft/provider'
import * as Y from 'yjs'
import { Typist } from '../typist.ts'
import type { Prepared, Workload } from '../workload.ts'

/** A provider’s end of a connection whose other end is played. */
class PlayedSocket implements WebSocketLike {
  static last: PlayedSocket | undefined
  binaryType = ''
  readyState = 0
  readonly bufferedAmount = 0
  onopen: WebSocketLike['onopen'] = null
  onmessage: WebSocketLike['onmessage'] = null
  onerror: WebSocketLike['onerror'] = null
  onclose: WebSocketLike['onclose'] = null
  /** The type of the last message that was sent. */
  sent: Message['type'] | undefined

  constructor() {
    PlayedSocket.last = this
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent = decodeMessage(data).type
  }

  close(): void {
    this.readyState = 3
  }

  open(): void {
    this.readyState = 1
    call(this.onopen, new Event('open'))
  }

  hear(frame: Uint8Array): void {
    call(this.onmessage, { data: frame.slice().buffer })
  }
}

/** Browsers and packages have event classes of their own, so the handlers' types tell nothing of what they take. */
function call(handler: ((event: never) => void) | null, event: object): void {
  if (handler) Reflect.apply(handler, undefined, [event])
}

const hour = 60 * 60 * 1000
const greeting = [
  {
    type: 'welcome',
    version: 1,
    sessionId: 'session',
    resumeSecret: 'secret',
    epoch: 'epoch',
    sequence: 0,
    rights: { canWrite: true },
    maxMessageBytes: 1024 * 1024,
    isSaving: true,
  },
  { type: 'syncStep1', stateVector: new Uint8Array([0]) },
  { type: 'syncStep2', update: new Uint8Array([0, 0]) },
] as const satisfies readonly Message[]

async function connected(doc: Y.Doc) {
  doc.clientID = 5_000_000_000
  const provider = new WeftProvider('ws://127.0.0.1:1', 'notes', doc, {
    disableBc: true,
    WebSocketPolyfill: PlayedSocket,
    silenceTimeoutMs: hour,
    connectTimeoutMs: hour,
    unsavedWarningMs: 0,
  })
  await turnEnded()
  const socket = PlayedSocket.last
  if (!socket) throw new Error('The provider opened no socket')
  socket.open()
  for (const message of greeting) socket.hear(encodeMessage(message))
  await turnEnded()
  if (!provider.synced) throw new Error('The provider is not in sync')
  return { provider, socket }
}

// A provider sends at the end of the turn, with a timer.
async function turnEnded(): Promise<void> {
  await setTimeout(0)
}

/** A letter is typed, sent, and reported saved. */
export const sendLetter: Workload = {
  name: 'a provider’s letter, sent and saved',
  prepare: async (): Promise<Prepared> => {
    const doc = new Y.Doc()
    const { provider, socket } = await connected(doc)
    const text = doc.getText('text')
    return {
      async play(round) {
        text.insert(text.length, 'a')
        await turnEnded()
        // The first message that counts was the answer to the server's sync step 1.
        socket.hear(encodeMessage({ type: 'saved', count: round + 2, sequence: round + 1 }))
      },
      end() {
        if (socket.sent !== 'update' || provider.saveState !== 'saved')
          throw new Error(`Sent ${socket.sent}, and it is ${provider.saveState}`)
        provider.destroy()
      },
    }
  },
}

/** Somebody else's letter comes. */
export const receiveLetter: Workload = {
  name: 'a provider’s letter from another',
  prepare: async (rounds): Promise<Prepared> => {
    const doc = new Y.Doc()
    const { provider, socket } = await connected(doc)
    const typist = new Typist(0)
    const frames = Array.from({ length: rounds }, () =>
      encodeMessage({ type: 'update', update: typist.type() }),
    )
    return {
      play(round) {
        socket.hear(frames[round] ?? new Uint8Array())
      },
      end() {
        const { length } = doc.getText('text')
        if (length !== rounds) throw new Error(`${length} letters in place of ${rounds}`)
        provider.destroy()
      },
    }
  },
}
