import { ProtocolError } from './errors.ts'
import { IS_FULL, MAY_WRITE, PERMISSION_DENIED, STEP_1, STEP_2, UPDATE } from './field-values.ts'
import * as messageType from './message-type.ts'
import type { Message, Rights, ServerMessage, Welcome } from './message.ts'
import { FieldReader } from './wire.ts'

/**
 * Decodes a frame that holds exactly one message which a server sends; undefined when its type is none of these. Byte
 * arrays in it are copies, so the frame may be reused.
 *
 * @throws {ProtocolError} When it is no such message; never reads past the frame's end.
 */
export function decodeServerMessage(frame: Uint8Array): ServerMessage | undefined {
  const fields = new FieldReader(frame)
  const message = readServerMessage(fields.number(), fields)
  if (message) checkEnd(message, fields)
  return message
}

// An object literal's fields are evaluated from top to bottom, so here they stand in the order of the wire.
export function readServerMessage(type: number, fields: FieldReader): ServerMessage | undefined {
  switch (type) {
    case messageType.sync:
      return readSync(fields)
    case messageType.awareness:
      return { type: 'awareness', awareness: fields.bytes() }
    case messageType.auth:
      if (fields.number() !== PERMISSION_DENIED) throw new ProtocolError('UNKNOWN_TYPE')
      return { type: 'permissionDenied', reason: fields.text() }
    case messageType.queryAwareness:
      return { type: 'queryAwareness' }
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
    case messageType.tokenValid:
      return { type: 'tokenValid', validForMs: fields.number() }
    case messageType.awarenessPatch:
      return { type: 'awarenessPatch', patch: fields.bytes() }
    case messageType.hello:
    case messageType.token:
      throw new ProtocolError('UNKNOWN_TYPE')
    default:
      return undefined
  }
}

/** @throws {ProtocolError} When something follows the message. */
export function checkEnd({ type }: Message, fields: FieldReader): void {
  // Later versions may add fields to these two, so what an older reader does not know is left unread.
  const mayGrow = type === 'hello' || type === 'welcome'
  if (!mayGrow && !fields.isAtEnd) throw new ProtocolError('TRAILING_BYTES')
}

/** @throws {ProtocolError} When it is 0. */
export function readVersion(fields: FieldReader): number {
  const version = fields.number()
  if (version === 0) throw new ProtocolError('BAD_NUMBER')
  return version
}

function readSync(fields: FieldReader): ServerMessage {
  switch (fields.number()) {
    case STEP_1:
      return { type: 'syncStep1', stateVector: fields.bytes() }
    case STEP_2:
      return { type: 'syncStep2', update: fields.bytes() }
    case UPDATE:
      return { type: 'update', update: fields.bytes() }
    default:
      throw new ProtocolError('UNKNOWN_TYPE')
  }
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

function readRights(fields: FieldReader): Rights {
  // Bits that this version does not know grant nothing.
  const bits = fields.number()
  const canWrite = (bits & MAY_WRITE) !== 0
  const isFull = !canWrite && (bits & IS_FULL) !== 0
  return isFull ? { canWrite, isFull } : { canWrite }
}
