import {
  closeCodes,
  decodeAwareness,
  decodeAwarenessFrame,
  decodeMessage,
  FragmentAssembler,
  ProtocolError,
  type Message,
  type Rights,
} from '@weft/protocol'
import * as Y from 'yjs'
import type { Admitted, Terms } from './admission.ts'
import { checkUpdate } from './checked-update.ts'
import type { Limits } from './limits.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'
import type { ReadOnlyDocuments } from './read-only-documents.ts'
import type { Room } from './room.ts'
import type { Writer } from './writer.ts'

/** How long a peer that sends a large message may hear nothing, in milliseconds. */
const SHOW_LIFE_MS = 1_000

export interface ConversationDependencies {
  readonly clock: Clock
  readonly writer: Writer
  readonly readOnly: ReadOnlyDocuments
  readonly limits: Limits
}

/** What a joined peer says, and what its room is told of it. */
export class Conversation {
  readonly room: Room
  readonly member: Member
  /** What the application lets the peer do. */
  #granted: Rights
  readonly #dependencies: ConversationDependencies
  /** There from the peer's first fragment on. */
  #fragments: FragmentAssembler | undefined

  /** @param granted What the application lets the peer do. */
  constructor(room: Room, member: Member, granted: Rights, dependencies: ConversationDependencies) {
    this.room = room
    this.member = member
    this.#granted = granted
    this.#dependencies = dependencies
  }

  /** It is its session's state while the peer is joined. */
  get kind(): 'joined' {
    return 'joined'
  }

  /** The terms on which the peer is here. */
  get terms(): Terms {
    const { identity, isHidden } = this.member
    return { document: this.room.name, identity, isHidden }
  }

  /** How much is held of a fragmented message that is not whole yet, in bytes. */
  get fragmentBytes(): number {
    return this.#fragments?.progress.receivedBytes ?? 0
  }

  /**
   * Takes one frame.
   *
   * @throws {ProtocolError} When it is not a message that this peer may send. It must be closed.
   */
  receive(frame: Uint8Array): void {
    const { room, member } = this
    // Of most messages there are: cursors move more often than anybody types.
    const entries = decodeAwarenessFrame(frame, room.isSound)
    if (entries) room.receiveAwareness(member, entries)
    else this.#take(decodeMessage(frame))
  }

  /** The application lets the peer do something else than before, or names somebody else. */
  grant({ rights, identity }: Pick<Admitted, 'rights' | 'identity'>): void {
    this.#granted = rights
    this.room.grant(
      this.member,
      this.#dependencies.readOnly.rightsIn(this.room.name, rights),
      identity,
    )
  }

  /** Which documents are read-only has changed. */
  readOnlyChanged(): void {
    this.grant({ rights: this.#granted, identity: this.member.identity })
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
        room.receiveAwareness(member, decodeAwareness(message.awareness, room.isSound))
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
      case 'token':
        this.#requireHello(message)
        checkToken(message.token, this.#dependencies.limits)
        member.session.renewToken(message.token)
        return
      case 'fragment': {
        this.#requireHello(message)
        this.#fragments ??= new FragmentAssembler(this.#dependencies.limits.maxMessageBytes)
        const frame = this.#fragments.add(message)
        if (!frame) return this.#showLife()
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
      case 'tokenValid':
      case 'awarenessPatch':
        throw new ProtocolError('UNKNOWN_TYPE', `a ${message.type} message is out of place`)
      default:
        message satisfies never
    }
  }

  /** The peer is sending a large message, and its own pings wait behind it. */
  #showLife(): void {
    const { outbox } = this.member
    const isQuiet = this.#dependencies.clock.now() - outbox.sentMs >= SHOW_LIFE_MS
    if (isQuiet) this.member.send({ type: 'ping', id: 0 })
  }

  #takeUpdate(bytes: Uint8Array, isFirstAnswer: boolean): void {
    const { room, member } = this
    const { writer, limits } = this.#dependencies
    if (member.hasLostWrite && member.speaksExtension) {
      // It may have left before the peer was told.
      member.hasDropped = true
      return
    }
    const update = room.known(bytes) ?? checkUpdate(bytes, limits)
    if (!member.rights.canWrite) {
      member.hasDropped = member.speaksExtension
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
    if (!this.member.speaksExtension)
      throw new ProtocolError('UNKNOWN_TYPE', `a ${message.type} message without hello`)
  }
}

// The application holds it, and in hello it could not have been longer.
function checkToken(token: string, { maxGreetingBytes }: Pick<Limits, 'maxGreetingBytes'>): void {
  if (token.length <= maxGreetingBytes) return
  throw new ProtocolError('TOO_LARGE', `a token of ${token.length} characters`)
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
