import { STEP_1, STEP_2, UPDATE } from './field-values.ts'
import * as messageType from './message-type.ts'
import type { Hello } from './message.ts'
import { encodeFields } from './wire.ts'

// What a client sends, each by a function of its own, so that a page loads no more than it uses.

/** A sync step 1: what the sender has, for the answer to leave out. */
export const syncStep1Frame = (stateVector: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.sync, STEP_1, stateVector)

/** A sync step 2: the answer to a step 1. */
export const syncStep2Frame = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.sync, STEP_2, update)

/** An update: what has just been edited. */
export const updateFrame = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.sync, UPDATE, update)

/** An awareness message, of what y-protocols encodes. */
export const awarenessFrame = (awareness: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.awareness, awareness)

/** The question for everybody's awareness. */
export const queryAwarenessFrame = (): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.queryAwareness)

/** A ping, to be answered by the pong of the same number. */
export const pingFrame = (id: number): Uint8Array<ArrayBuffer> => encodeFields(messageType.ping, id)

/** The answer to a ping. */
export const pongFrame = (id: number): Uint8Array<ArrayBuffer> => encodeFields(messageType.pong, id)

/** A token, to be used from now on. */
export const tokenFrame = (token: string): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.token, token)

/** A hello, the first message of a client that knows the extension. */
export function helloFrame(hello: Omit<Hello, 'type'>): Uint8Array<ArrayBuffer> {
  const { version, client, token, sessionId, resumeSecret, place } = hello
  const known = place ? [place.epoch, place.sequence, place.branch] : []
  return encodeFields(messageType.hello, version, client, token, sessionId, resumeSecret, ...known)
}
