import { authType, messageType, rightsBit, syncType } from './message-type.ts'
import type { Hello, Message, Rights, Welcome } from './message.ts'
import { FieldWriter } from './wire.ts'

/**
 * Encodes one message as one frame, of exactly its size.
 *
 * @throws {RangeError} When a number in it is not a whole number from 0 to 2^53 − 1.
 */
export function encodeMessage(message: Message): Uint8Array {
  return writeMessage(message).finish()
}

function writeMessage(message: Message): FieldWriter {
  switch (message.type) {
    case 'syncStep1':
      return begin('sync').number(syncType.step1).bytes(message.stateVector)
    case 'syncStep2':
      return begin('sync').number(syncType.step2).bytes(message.update)
    case 'update':
      return begin('sync').number(syncType.update).bytes(message.update)
    case 'awareness':
      return begin('awareness').bytes(message.awareness)
    case 'permissionDenied':
      return begin('auth').number(authType.permissionDenied).text(message.reason)
    case 'queryAwareness':
      return begin('queryAwareness')
    case 'hello':
      return writeHello(message)
    case 'welcome':
      return writeWelcome(message)
    case 'saved':
      return begin('saved').number(message.count).number(message.sequence)
    case 'notSaved':
      return begin('notSaved')
    case 'ping':
      return begin('ping').number(message.id)
    case 'pong':
      return begin('pong').number(message.id)
    case 'rights':
      return begin('rights').number(rightsBits(message.rights))
    case 'goingAway':
      return begin('goingAway').number(message.maxDelayMs)
    case 'fragment':
      return begin('fragment')
        .number(message.totalBytes)
        .number(message.offset)
        .bytes(message.bytes)
    case 'documentSize':
      return begin('documentSize')
        .number(message.bytes)
        .number(message.warnBytes)
        .number(message.maxBytes)
    case 'token':
      return begin('token').text(message.token)
    case 'tokenValid':
      return begin('tokenValid').number(message.validForMs)
  }
}

function begin(type: keyof typeof messageType): FieldWriter {
  return new FieldWriter().number(messageType[type])
}

function writeHello(hello: Hello): FieldWriter {
  const fields = begin('hello')
    .number(hello.version)
    .text(hello.client)
    .text(hello.token)
    .text(hello.sessionId)
    .text(hello.resumeSecret)
  const { place } = hello
  return place ? fields.text(place.epoch).number(place.sequence).text(place.branch) : fields
}

function writeWelcome(welcome: Welcome): FieldWriter {
  const fields = begin('welcome')
    .number(welcome.version)
    .text(welcome.sessionId)
    .text(welcome.resumeSecret)
    .text(welcome.epoch)
    .number(welcome.sequence)
    .number(rightsBits(welcome.rights))
    .number(welcome.maxMessageBytes)
    .number(welcome.isSaving ? 1 : 0)
  const { line } = welcome
  if (!line) return fields
  return fields
    .text(line.branch)
    .text(line.nextBranch)
    .number(line.hasPlace ? 1 : 0)
}

function rightsBits(rights: Rights): number {
  if (rights.isFull) return rightsBit.isFull
  return rights.canWrite ? rightsBit.write : 0
}
