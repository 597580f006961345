import { STEP_1, STEP_2, UPDATE } from './field-values.ts'
import * as messageType from './message-type.ts'
import type { Hello } from './message.ts'
import { encodeFields } from './wire.ts'

// What a client sends, each by a function of its own, so that a page loads no more than it uses.

export const syncStep1Frame = (stateVector: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.sync, STEP_1, stateVector)

export const syncStep2Frame = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.sync, STEP_2, update)

export const updateFrame = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.sync, UPDATE, update)

export const awarenessFrame = (awareness: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.awareness, awareness)

export const queryAwarenessFrame = (): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.queryAwareness)

export const pingFrame = (id: number): Uint8Array<ArrayBuffer> => encodeFields(messageType.ping, id)

export const pongFrame = (id: number): Uint8Array<ArrayBuffer> => encodeFields(messageType.pong, id)

export const tokenFrame = (token: string): Uint8Array<ArrayBuffer> =>
  encodeFields(messageType.token, token)

export function helloFrame(hello: Omit<Hello, 'type'>): Uint8Array<ArrayBuffer> {
  const { version, client, token, sessionId, resumeSecret, place } = hello
  const known = place ? [place.epoch, place.sequence, place.branch] : []
  return encodeFields(messageType.hello, version, client, token, sessionId, resumeSecret, ...known)
}
