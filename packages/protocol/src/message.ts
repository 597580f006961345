import * as encoding from 'lib0/encoding'
import { ProtocolError } from './errors.ts'
import { FieldReader } from './wire.ts'

/** What a peer may do on a document. */
export interface Rights {
  readonly canWrite: boolean
}

/** Sent first by a client that speaks the extension. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  /** The client library and its version, for logs, e.g. `@weft/provider/0.1.0`. */
  readonly client: string
  /** Empty when there is none. */
  readonly token: string
  /** Session id and secret of the connection that this one continues; both empty when there is none. */
  readonly sessionId: string
  readonly resumeSecret: string
}

/** The server's answer to hello, before anything else. */
export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
  readonly sessionId: string
  readonly resumeSecret: string
  /** Names one history of the document; another one means that the old history was replaced. */
  readonly epoch: string
  /** The update log's last sequence number that is on disk. */
  readonly sequence: number
  readonly rights: Rights
  /** The largest message that the server takes, fragmented or not, in bytes. */
  readonly maxMessageBytes: number
  /** False while the server's storage fails: edits are taken, but not saved yet. */
  readonly isSaving: boolean
}

/** How many of this session's sync step 2 and update messages are on disk, counted from its hello. */
export interface Saved {
  readonly type: 'saved'
  readonly count: number
  /** The update log's sequence number that holds them. */
  readonly sequence: number
}

/** One part of a message. Parts come in order; other messages may come between them, another fragmented one may not. */
export interface Fragment {
  readonly type: 'fragment'
  /** The whole message's length in bytes, the same in each part. */
  readonly totalBytes: number
  /** Where this part starts. */
  readonly offset: number
  readonly bytes: Uint8Array
}

export type Message =
  | { readonly type: 'syncStep1'; readonly stateVector: Uint8Array }
  | { readonly type: 'syncStep2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly awareness: Uint8Array }
  | { readonly type: 'permissionDenied'; readonly reason: string }
  | { readonly type: 'queryAwareness' }
  | Hello
  | Welcome
  | Saved
  | { readonly type: 'notSaved' }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'pong'; readonly id: number }
  | { readonly type: 'rights'; readonly rights: Rights }
  /** Come back after a random delay of at most this many milliseconds. */
  | { readonly type: 'goingAway'; readonly maxDelayMs: number }
  | Fragment

/** The first number of each message. Below 64: y-websocket's own; from 64 on: only to a peer that said hello. */
export const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 64,
  welcome: 65,
  saved: 66,
  notSaved: 67,
  ping: 68,
  pong: 69,
  rights: 70,
  goingAway: 71,
  fragment: 72,
  /** Reserved: many documents over one socket. */
  channel: 80,
} as const

const sync = { step1: 0, step2: 1, update: 2 } as const
const PERMISSION_DENIED = 0
const CAN_WRITE = 1

/**
 * Decodes a frame that holds exactly one message.
 *
 * @throws {ProtocolError} For anything else; never reads past the frame's end.
 */
export function decodeMessage(frame: Uint8Array): Message {
  if (frame.length === 0) throw new ProtocolError('EMPTY', 'the frame is empty')
  const fields = new FieldReader(frame)
  const message = readMessage(fields)
  // Later versions may add fields to these two, so what an older reader does not know is left unread.
  const mayGrow = message.type === 'hello' || message.type === 'welcome'
  if (!mayGrow && !fields.isAtEnd) throw new ProtocolError('TRAILING_BYTES', `bytes follow the ${message.type} message`)
  return message
}

function readMessage(fields: FieldReader): Message {
  const type = fields.number()
  switch (type) {
    case messageType.sync:
      return readSync(fields)
    case messageType.awareness:
      return { type: 'awareness', awareness: fields.bytes() }
    case messageType.auth: {
      const kind = fields.number()
      if (kind !== PERMISSION_DENIED) throw unknownType('auth', kind)
      return { type: 'permissionDenied', reason: fields.text() }
    }
    case messageType.queryAwareness:
      return { type: 'queryAwareness' }
    case messageType.hello:
      return {
        type: 'hello',
        version: fields.number(),
        client: fields.text(),
        token: fields.text(),
        sessionId: fields.text(),
        resumeSecret: fields.text(),
      }
    case messageType.welcome:
      return {
        type: 'welcome',
        version: fields.number(),
        sessionId: fields.text(),
        resumeSecret: fields.text(),
        epoch: fields.text(),
        sequence: fields.number(),
        rights: readRights(fields),
        maxMessageBytes: fields.number(),
        isSaving: fields.number() === 1,
      }
    case messageType.saved:
      return { type: 'saved', count: fields.number(), sequence: fields.number() }
    case messageType.notSaved:
      return { type: 'notSaved' }
    case messageType.ping:
      return { type: 'ping', id: fields.number() }
    case messageType.pong:
      return { type: 'pong', id: fields.number() }
    case messageType.rights:
      return { type: 'rights', rights: readRights(fields) }
    case messageType.goingAway:
      return { type: 'goingAway', maxDelayMs: fields.number() }
    case messageType.fragment:
      return { type: 'fragment', totalBytes: fields.number(), offset: fields.number(), bytes: fields.bytes() }
    default:
      throw unknownType('message', type)
  }
}

function readSync(fields: FieldReader): Message {
  const kind = fields.number()
  switch (kind) {
    case sync.step1:
      return { type: 'syncStep1', stateVector: fields.bytes() }
    case sync.step2:
      return { type: 'syncStep2', update: fields.bytes() }
    case sync.update:
      return { type: 'update', update: fields.bytes() }
    default:
      throw unknownType('sync', kind)
  }
}

function readRights(fields: FieldReader): Rights {
  // Bits that this version does not know grant nothing.
  return { canWrite: (fields.number() & CAN_WRITE) !== 0 }
}

function unknownType(what: string, number: number): ProtocolError {
  return new ProtocolError('UNKNOWN_TYPE', `unknown ${what} type ${number}`)
}

/** Encodes one message as one frame. */
export function encodeMessage(message: Message): Uint8Array {
  return encoding.encode((encoder) => {
    const number = (value: number) => encoding.writeVarUint(encoder, value)
    const text = (value: string) => encoding.writeVarString(encoder, value)
    const bytes = (value: Uint8Array) => encoding.writeVarUint8Array(encoder, value)
    switch (message.type) {
      case 'syncStep1':
        number(messageType.sync), number(sync.step1), bytes(message.stateVector)
        return
      case 'syncStep2':
        number(messageType.sync), number(sync.step2), bytes(message.update)
        return
      case 'update':
        number(messageType.sync), number(sync.update), bytes(message.update)
        return
      case 'awareness':
        number(messageType.awareness), bytes(message.awareness)
        return
      case 'permissionDenied':
        number(messageType.auth), number(PERMISSION_DENIED), text(message.reason)
        return
      case 'queryAwareness':
        number(messageType.queryAwareness)
        return
      case 'hello':
        number(messageType.hello), number(message.version), text(message.client)
        text(message.token), text(message.sessionId), text(message.resumeSecret)
        return
      case 'welcome':
        number(messageType.welcome), number(message.version)
        text(message.sessionId), text(message.resumeSecret), text(message.epoch)
        number(message.sequence), number(rightsBits(message.rights))
        number(message.maxMessageBytes), number(message.isSaving ? 1 : 0)
        return
      case 'saved':
        number(messageType.saved), number(message.count), number(message.sequence)
        return
      case 'notSaved':
        number(messageType.notSaved)
        return
      case 'ping':
        number(messageType.ping), number(message.id)
        return
      case 'pong':
        number(messageType.pong), number(message.id)
        return
      case 'rights':
        number(messageType.rights), number(rightsBits(message.rights))
        return
      case 'goingAway':
        number(messageType.goingAway), number(message.maxDelayMs)
        return
      case 'fragment':
        number(messageType.fragment), number(message.totalBytes), number(message.offset), bytes(message.bytes)
        return
      default:
        message satisfies never
    }
  })
}

function rightsBits(rights: Rights): number {
  return rights.canWrite ? CAN_WRITE : 0
}
