import { ProtocolError } from './errors.ts'
import { authType, messageType, rightsBit, syncType } from './message-type.ts'
import type { Hello, Message, Rights, Welcome } from './message.ts'
import { FieldReader } from './wire.ts'

/**
 * Decodes a frame that holds exactly one message. Byte arrays in it are copies, so the frame may be reused.
 *
 * @throws {ProtocolError} For anything else; never reads past the frame's end.
 */
export function decodeMessage(frame: Uint8Array): Message {
  if (frame.length === 0) throw new ProtocolError('EMPTY', 'the frame is empty')
  const fields = new FieldReader(frame)
  const message = readMessage(fields)
  // Later versions may add fields to these two, so what an older reader does not know is left unread.
  const mayGrow = message.type === 'hello' || message.type === 'welcome'
  if (!mayGrow && !fields.isAtEnd) {
    throw new ProtocolError('TRAILING_BYTES', `bytes follow the ${message.type} message`)
  }
  return message
}

// An object literal's fields are evaluated from top to bottom, so here they stand in the order of the wire.
function readMessage(fields: FieldReader): Message {
  const type = fields.number()
  switch (type) {
    case messageType.sync:
      return readSync(fields)
    case messageType.awareness:
      return { type: 'awareness', awareness: fields.bytes() }
    case messageType.auth:
      return readAuth(fields)
    case messageType.queryAwareness:
      return { type: 'queryAwareness' }
    case messageType.hello:
      return readHello(fields)
    case messageType.welcome:
      return readWelcome(fields)
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
      return {
        type: 'fragment',
        totalBytes: fields.number(),
        offset: fields.number(),
        bytes: fields.bytes(),
      }
    case messageType.documentSize:
      return {
        type: 'documentSize',
        bytes: fields.number(),
        warnBytes: fields.number(),
        maxBytes: fields.number(),
      }
    case messageType.token:
      return { type: 'token', token: fields.text() }
    case messageType.tokenValid:
      return { type: 'tokenValid', validForMs: fields.number() }
    default:
      throw unknownType('message', type)
  }
}

function readSync(fields: FieldReader): Message {
  const type = fields.number()
  switch (type) {
    case syncType.step1:
      return { type: 'syncStep1', stateVector: fields.bytes() }
    case syncType.step2:
      return { type: 'syncStep2', update: fields.bytes() }
    case syncType.update:
      return { type: 'update', update: fields.bytes() }
    default:
      throw unknownType('sync', type)
  }
}

function readAuth(fields: FieldReader): Message {
  const type = fields.number()
  if (type !== authType.permissionDenied) throw unknownType('auth', type)
  return { type: 'permissionDenied', reason: fields.text() }
}

function readHello(fields: FieldReader): Hello {
  const hello: Hello = {
    type: 'hello',
    version: readVersion(fields),
    client: fields.text(),
    token: fields.text(),
    sessionId: fields.text(),
    resumeSecret: fields.text(),
  }
  if (fields.isAtEnd) return hello
  const place = { epoch: fields.text(), sequence: fields.number(), branch: fields.text() }
  return { ...hello, place }
}

function readWelcome(fields: FieldReader): Welcome {
  const welcome: Welcome = {
    type: 'welcome',
    version: readVersion(fields),
    sessionId: fields.text(),
    resumeSecret: fields.text(),
    epoch: fields.text(),
    sequence: fields.number(),
    rights: readRights(fields),
    maxMessageBytes: fields.number(),
    isSaving: fields.number() === 1,
  }
  if (fields.isAtEnd) return welcome
  const line = {
    branch: fields.text(),
    nextBranch: fields.text(),
    // No other value denies it: to take a document for another is no small thing.
    hasPlace: fields.number() !== 0,
  }
  return { ...welcome, line }
}

function readVersion(fields: FieldReader): number {
  const version = fields.number()
  if (version === 0) throw new ProtocolError('BAD_NUMBER', 'the protocol version is 0')
  return version
}

function readRights(fields: FieldReader): Rights {
  // Bits that this version does not know grant nothing.
  const bits = fields.number()
  const canWrite = (bits & rightsBit.write) !== 0
  const isFull = !canWrite && (bits & rightsBit.isFull) !== 0
  return isFull ? { canWrite, isFull } : { canWrite }
}

function unknownType(what: string, type: number): ProtocolError {
  return new ProtocolError('UNKNOWN_TYPE', `unknown ${what} type ${type}`)
}
