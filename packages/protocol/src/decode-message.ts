import { checkEnd, readServerMessage, readVersion } from './decode-server-message.ts'
import { ProtocolError } from './errors.ts'
import * as messageType from './message-type.ts'
import type { Hello, Message } from './message.ts'
import { FieldReader } from './wire.ts'

/**
 * Decodes a frame that holds exactly one message, of either end. Byte arrays in it are copies, so the frame may be reused.
 *
 * @throws {ProtocolError} For anything else; never reads past the frame's end.
 */
export function decodeMessage(frame: Uint8Array): Message {
  if (frame.length === 0) throw new ProtocolError('EMPTY', 'the frame is empty')
  const fields = new FieldReader(frame)
  const message = readMessage(fields.number(), fields)
  checkEnd(message, fields)
  return message
}

function readMessage(type: number, fields: FieldReader): Message {
  if (type === messageType.hello) return readHello(fields)
  if (type === messageType.token) return { type: 'token', token: fields.text() }
  const message = readServerMessage(type, fields)
  if (message) return message
  throw new ProtocolError('UNKNOWN_TYPE', `unknown message type ${type}`)
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
