import { IS_FULL, MAY_WRITE, PERMISSION_DENIED } from './field-values.ts'
import {
  awarenessFrame,
  helloFrame,
  pingFrame,
  pongFrame,
  queryAwarenessFrame,
  syncStep1Frame,
  syncStep2Frame,
  tokenFrame,
  updateFrame,
} from './frames.ts'
import * as messageType from './message-type.ts'
import type { Message, Rights, Welcome } from './message.ts'
import { encodeFields } from './wire.ts'

/**
 * Encodes one message as one frame, of exactly its size.
 *
 * @throws {RangeError} When a number in it is not a whole number from 0 to 2^53 − 1.
 */
export function encodeMessage(message: Message): Uint8Array {
  switch (message.type) {
    case 'syncStep1':
      return syncStep1Frame(message.stateVector)
    case 'syncStep2':
      return syncStep2Frame(message.update)
    case 'update':
      return updateFrame(message.update)
    case 'awareness':
      return awarenessFrame(message.awareness)
    case 'permissionDenied':
      return encodeFields(messageType.auth, PERMISSION_DENIED, message.reason)
    case 'queryAwareness':
      return queryAwarenessFrame()
    case 'hello':
      return helloFrame(message)
    case 'welcome':
      return welcomeFrame(message)
    case 'saved':
      return encodeFields(messageType.saved, message.count, message.sequence)
    case 'notSaved':
      return encodeFields(messageType.notSaved)
    case 'ping':
      return pingFrame(message.id)
    case 'pong':
      return pongFrame(message.id)
    case 'rights':
      return encodeFields(messageType.rights, rightsBits(message.rights))
    case 'goingAway':
      return encodeFields(messageType.goingAway, message.maxDelayMs)
    case 'fragment': {
      const { totalBytes, offset, bytes } = message
      return encodeFields(messageType.fragment, totalBytes, offset, bytes)
    }
    case 'documentSize': {
      const { bytes, warnBytes, maxBytes } = message
      return encodeFields(messageType.documentSize, bytes, warnBytes, maxBytes)
    }
    case 'token':
      return tokenFrame(message.token)
    case 'tokenValid':
      return encodeFields(messageType.tokenValid, message.validForMs)
    case 'awarenessPatch':
      return encodeFields(messageType.awarenessPatch, message.patch)
  }
}

function welcomeFrame(welcome: Welcome): Uint8Array {
  const { line } = welcome
  return encodeFields(
    messageType.welcome,
    welcome.version,
    welcome.sessionId,
    welcome.resumeSecret,
    welcome.epoch,
    welcome.sequence,
    rightsBits(welcome.rights),
    welcome.maxMessageBytes,
    Number(welcome.isSaving),
    ...(line ? [line.branch, line.nextBranch, Number(line.hasPlace)] : []),
  )
}

function rightsBits(rights: Rights): number {
  if (rights.isFull) return IS_FULL
  return rights.canWrite ? MAY_WRITE : 0
}
