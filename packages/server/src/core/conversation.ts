import {
  closeCodes,
  decodeAwareness,
  decodeMessage,
  FragmentAssembler,
  ProtocolError,
  type Message,
} from '@weft/protocol'
import * as Y from 'yjs'
import { checkUpdate } from './checked-update.ts'
import type { Limits } from './limits.ts'
import type { Member } from './member.ts'
import type { Room } from './room.ts'
import type { Writer } from './writer.ts'

export interface ConversationDependencies {
  readonly writer: Writer
  readonly limits: Limits
}

/** What a joined peer says, and what its room is told of it. */
export class Conversation {
  readonly room: Room
  readonly member: Member
  readonly #dependencies: ConversationDependencies
  readonly #fragments: FragmentAssembler

  constructor(room: Room, member: Member, dependencies: ConversationDependencies) {
    this.room = room
    this.member = member
    this.#dependencies = dependencies
    this.#fragments = new FragmentAssembler(dependencies.limits.maxMessageBytes)
  }

  /** How much is held of a fragmented message that is not whole yet, in bytes. */
  get fragmentBytes(): number {
    return this.#fragments.progress.receivedBytes
  }

  /**
   * Takes one frame.
   *
   * @throws {ProtocolError} When it is not a message that this peer may send. It must be closed.
   */
  receive(frame: Uint8Array): void {
    this.#take(decodeMessage(frame))
  }

  /** The peer's buffer has emptied somewhat. */
  drained(): void {
    this.room.drained(this.member)
  }

  /** The peer is gone. */
  end(): void {
    this.room.leave(this.member)
  }

  #take(message: Message): void {
    const { room, member } = this
    switch (message.type) {
      case 'syncStep1':
        checkStateVector(message.stateVector, this.#dependencies.limits)
        room.answer(member, message.stateVector)
        return
      case 'syncStep2':
        this.#takeUpdate(message.update, !member.hasAnswered)
        member.hasAnswered = true
        return
      case 'update':
        this.#takeUpdate(message.update, false)
        return
      case 'awareness':
        room.receiveAwareness(member, decodeAwareness(message.awareness))
        return
      case 'queryAwareness':
        room.answerAwarenessQuery(member)
        return
      case 'permissionDenied':
        // The server asks no permission of its peers.
        return
      case 'ping':
        this.#requireHello(message)
        room.answerPing(member, message.id)
        return
      case 'pong':
        this.#requireHello(message)
        return
      case 'fragment': {
        this.#requireHello(message)
        const frame = this.#fragments.add(message)
        if (!frame) return
        const whole = decodeMessage(frame)
        if (whole.type === 'fragment')
          throw new ProtocolError('BAD_FRAGMENT', 'a fragment holds a fragment')
        this.#take(whole)
        return
      }
      case 'hello':
      case 'welcome':
      case 'saved':
      case 'notSaved':
      case 'rights':
      case 'goingAway':
      case 'documentSize':
      case 'token':
      case 'tokenValid':
        throw new ProtocolError('UNKNOWN_TYPE', `a ${message.type} message is out of place`)
      default:
        message satisfies never
    }
  }

  #takeUpdate(bytes: Uint8Array, isFirstAnswer: boolean): void {
    const { room, member } = this
    const { writer, limits } = this.#dependencies
    const update = room.known(bytes) ?? checkUpdate(bytes, limits)
    if (!member.options.rights.canWrite) {
      // A stock client answers every step 1, also when it has nothing to tell.
      if (room.hasAll(update)) return
      member.close(closeCodes.forbidden, 'not allowed to write')
    } else if (writer.unsavedBytes > limits.maxUnsavedBytes && !room.hasAll(update)) {
      member.close(closeCodes.tryLater, 'the server has too much that is not on disk yet')
    } else {
      room.receive(member, update, isFirstAnswer)
    }
  }

  #requireHello(message: Message): void {
    if (!this.member.options.speaksExtension)
      throw new ProtocolError('UNKNOWN_TYPE', `a ${message.type} message without hello`)
  }
}

function checkStateVector(
  stateVector: Uint8Array,
  { maxStateVectorBytes }: Pick<Limits, 'maxStateVectorBytes'>,
): void {
  // Decoded it takes twenty times its bytes.
  if (stateVector.length > maxStateVectorBytes) {
    throw new ProtocolError('TOO_LARGE', `a state vector of ${stateVector.length} bytes`)
  }
  try {
    Y.decodeStateVector(stateVector)
  } catch {
    throw new ProtocolError('TRUNCATED', 'the state vector cannot be decoded')
  }
}
