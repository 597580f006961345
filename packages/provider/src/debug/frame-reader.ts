import {
  applyAwarenessPatch,
  decodeAwareness,
  decodeMessage,
  NO_STATE,
  ProtocolError,
  type AwarenessEntry,
  type Message,
} from '@weft/protocol'
import type { History } from '../core/history.ts'
import { splitHistory } from '../tab-frame.ts'
import type { WireListener } from '../wire-listener.ts'
import { describeStateVector, describeUpdate, listed } from './describe-update.ts'

type Parameters = Readonly<globalThis.Parameters<WireListener>>

/** Longer states are cut, in UTF-16 code units. */
const MAX_STATE = 200

export interface FrameContent {
  readonly type: string
  readonly details: string
}

/** Says in words what frames hold. Remembers the presence that came, because later frames only say what changed of it. */
export class FrameReader {
  #presence = new Map<number, AwarenessEntry>()

  /** Never throws: what cannot be read is said to be so. */
  read(...[frame, direction, via]: Parameters): FrameContent {
    if (typeof frame === 'string') return { type: 'text', details: '' }
    const whole = via === 'tabs' ? splitHistory(frame) : { frame, history: undefined }
    try {
      const message = decodeMessage(whole.frame)
      const details = [this.#detailsOf(message, direction), historyNote(whole.history)]
      return { type: message.type, details: details.filter((part) => part !== '').join(': ') }
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'UNKNOWN_TYPE') {
        return { type: 'unknown', details: `a message of type ${frame[0]}` }
      }
      return { type: 'unreadable', details: error instanceof Error ? error.message : String(error) }
    }
  }

  #detailsOf(message: Message, direction: 'in' | 'out'): string {
    switch (message.type) {
      case 'syncStep1':
        return describeStateVector(message.stateVector)
      case 'syncStep2':
      case 'update':
        return describeUpdate(message.update)
      case 'awareness':
        return this.#describePresence(decodeAwareness(message.awareness), direction)
      case 'awarenessPatch': {
        const { awareness, missing } = applyAwarenessPatch(message.patch, this.#presence)
        const known = this.#describePresence(decodeAwareness(awareness), direction)
        const unknown = missing.map((id) => `${id} by a change to what was not seen here`)
        return [known, ...unknown].filter((part) => part !== '').join('; ')
      }
      case 'hello': {
        const { version, client, token, sessionId, place } = message
        const parts = [
          `version ${version}`,
          client,
          token === '' ? 'no token' : 'a token',
          sessionId === '' ? 'a new session' : 'goes on with a session',
          place ? `knows ${place.epoch} up to ${place.sequence}` : 'knows no history',
        ]
        return parts.join(', ')
      }
      case 'welcome': {
        // A new connection: what builds on the presence of an old one does not come.
        this.#presence = new Map()
        const { version, epoch, sequence, rights, maxMessageBytes, isSaving } = message
        return [
          `version ${version}`,
          `history ${epoch} up to ${sequence}`,
          describeRights(rights),
          `takes ${maxMessageBytes} B`,
          isSaving ? 'saves' : 'does not save at the moment',
        ].join(', ')
      }
      case 'saved':
        return `count ${message.count}, sequence ${message.sequence}`
      case 'rights':
        return describeRights(message.rights)
      case 'ping':
      case 'pong':
        return `${message.id}`
      case 'goingAway':
        return `come back within ${message.maxDelayMs} ms`
      case 'fragment':
        return `bytes ${message.offset}–${message.offset + message.bytes.length} of ${message.totalBytes}`
      case 'documentSize':
        return `${message.bytes} B, at most ${message.maxBytes}`
      case 'tokenValid':
        return message.validForMs === 0 ? 'for ever' : `for ${message.validForMs} ms`
      case 'permissionDenied':
        return message.reason
      case 'token':
        return 'not shown'
      case 'queryAwareness':
      case 'notSaved':
        return ''
      default:
        return message satisfies never
    }
  }

  #describePresence(entries: readonly AwarenessEntry[], direction: 'in' | 'out'): string {
    const parts = entries.map((entry) => {
      if (direction === 'in') this.#presence.set(entry.clientId, entry)
      const { clientId, clock, state } = entry
      const shown = state.length > MAX_STATE ? `${state.slice(0, MAX_STATE)}…` : state
      return `${clientId}@${clock} ${state === NO_STATE ? 'has left' : shown}`
    })
    return listed(parts)
  }
}

function describeRights({ canWrite, isFull }: { canWrite: boolean; isFull?: true }): string {
  if (canWrite) return 'may write'
  return isFull ? 'may only delete' : 'may not write'
}

function historyNote(history: History | undefined): string {
  return history ? `history ${history.epoch} up to ${history.sequence}` : ''
}
