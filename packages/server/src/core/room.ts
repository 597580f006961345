import {
  closeCodes,
  type AwarenessEntry,
  type CloseCode,
  type DocumentName,
  type KnownPlace,
  type Line,
  type Rights,
} from '@weft/protocol'
import type { RecordedUpdate } from '@weft/storage'
import type { Doc } from 'yjs'
import { WorkWatch } from './apply-budget.ts'
import { Answering } from './answering.ts'
import { Asking } from './asking.ts'
import { broadcast } from './broadcast.ts'
import { ChangedNotice } from './changed-notice.ts'
import type { CheckedUpdate } from './checked-update.ts'
import type { ToldEarly } from './early-answer.ts'
import { isSameIdentity, type Identity, type IdentityStamp } from './identity.ts'
import { Inbox } from './inbox.ts'
import type { RoomFigures } from './inspect-room.ts'
import type { Limits } from './limits.ts'
import type { LogLine } from './log-line.ts'
import type { Applied, LiveDocument } from './live-document.ts'
import type { Member } from './member.ts'
import type { Observe } from './measures.ts'
import { messageOf, type Clock, type Log, type Random } from './ports.ts'
import { RoomAnswers } from './room-answers.ts'
import { RoomLog } from './room-log.ts'
import { RoomPresence } from './room-presence.ts'
import { RoomSize } from './room-size.ts'
import { Ticks, type Tick } from './ticks.ts'
import type { UnreadAnswers } from './unread-answers.ts'
import { UpdateGuard, type Inbound } from './update-guard.ts'
import type { WriteResult } from './writer.ts'

/** What a room starts from. */
export interface RoomStart {
  readonly name: DocumentName
  readonly epoch: string
  /** The last sequence number that is on disk. */
  readonly sequence: number
  readonly document: LiveDocument
  readonly line: LogLine
  /** Whether something stored is not in the document. */
  readonly isDamaged: boolean
}

export interface RoomDependencies {
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly unreadAnswers: UnreadAnswers
  readonly identityStamp: IdentityStamp
  readonly log: Log
  readonly count: (name: string) => void
  readonly observe: Observe
  readonly append: (updates: readonly RecordedUpdate[], result: WriteResult) => void
  /** False while storage fails. */
  readonly isSaving: () => boolean
  /** Told after records are on disk. */
  readonly onDurable: (sequence: number, bytes: number) => void
  /** Told when changes that are on disk have come to rest, unless the application made them itself. Never rejects. */
  readonly onChanged: (doc: Doc) => Promise<void>
  readonly onEmpty: () => void
  /** The room met a fault and cannot go on; its peers are gone already. */
  readonly onBroken: () => void
}

/**
 * One document and the peers that edit it. Holds no socket, timer or disk: bytes come in through {@link receive} and go
 * out through each member's outbox.
 *
 * The room works in ticks. What comes in between two ticks is applied in one transaction, handed to the log as one
 * record and sent to each peer as one frame. Every change reaches every peer but the one that made it, and a peer that has
 * left is never sent another byte.
 */
export class Room {
  readonly name: DocumentName
  readonly epoch: string
  readonly #document: LiveDocument
  readonly #line: LogLine
  readonly #isDamaged: boolean
  /** The document's, when it was as it is stored. */
  readonly #loadedVersion: number
  readonly #dependencies: RoomDependencies
  readonly #members = new Set<Member>()
  readonly #log: RoomLog
  readonly #presence: RoomPresence
  readonly #ticks: Ticks
  readonly #changedNotice: ChangedNotice
  readonly #asking: Asking
  readonly #answers: RoomAnswers
  readonly #answering: Answering
  readonly #size: RoomSize
  readonly #inbox = new Inbox()
  readonly #work: WorkWatch
  /** When the first of what is in the inbox came. */
  #receivedMs = 0

  constructor(
    { name, epoch, sequence, document, line, isDamaged }: RoomStart,
    dependencies: RoomDependencies,
  ) {
    const { clock, random, limits, count, observe, append, isSaving, onChanged } = dependencies
    this.name = name
    this.epoch = epoch
    this.#document = document
    this.#line = line
    this.#isDamaged = isDamaged
    this.#loadedVersion = document.version
    this.#dependencies = dependencies
    this.#ticks = new Ticks(
      clock,
      limits.maxTickMs,
      (tick) => this.#tickOrBreak(tick),
      (tookMs) => observe('tick-ms', tookMs),
    )
    this.#changedNotice = new ChangedNotice(clock, limits, () => onChanged(document.doc))
    this.#presence = new RoomPresence({
      clock,
      limits,
      count,
      stamp: dependencies.identityStamp,
      onChange: (isMove) => {
        if (isMove) this.#ticks.scheduleMoves()
        else this.#ticks.schedule()
      },
    })
    this.#log = new RoomLog(sequence, {
      append,
      isSaving,
      onDurable: (written, bytes, receivedMs) => {
        if (receivedMs !== undefined) {
          observe('saved-ms', clock.now() - receivedMs)
          this.#changedNotice.changed()
        }
        dependencies.onDurable(written, bytes)
      },
      isTickComing: () => this.#ticks.isScheduled,
      onLost: (error) => this.#break(error),
    })
    const { askIntervalMs } = limits
    const stateVector = () => document.stateVector()
    this.#asking = new Asking({ clock, random, askIntervalMs, members: this.#members, stateVector })
    const { unreadAnswers } = dependencies
    const answers = new RoomAnswers({ document, presence: this.#presence, clock, unreadAnswers })
    this.#answers = answers
    this.#answering = new Answering({
      clock,
      limits,
      count,
      isReading: (member) => this.#isReading(member),
      hasRoom: () => answers.hasRoomForState,
      hasRoomForPresence: () => answers.hasRoomForPresence,
      catchUp: (member) => this.drained(member),
      sendState: (member, known) => answers.sendState(member, known, 'answer'),
      sendPresence: (member) => answers.answerPresence(member),
    })
    this.#work = new WorkWatch(clock)
    this.#size = new RoomSize({ ...dependencies, name, document, members: this.#members })
    this.#size.document.look(false)
    document.onServerEdit = () => this.#ticks.schedule()
    if (document.hasServerEdits) this.#ticks.schedule()
  }

  /** How many peers there are. */
  get size(): number {
    return this.#members.size
  }

  /** The last sequence number that is on disk. */
  get sequence(): number {
    return this.#log.sequence
  }

  /** Where the log stands, for a peer that knows this place in it. */
  lineTo(place: KnownPlace | undefined): Line {
    return this.#line.lineTo(place, this.epoch, this.sequence)
  }

  /** What an operator is to see of the room. */
  get figures(): RoomFigures {
    return {
      members: this.#members,
      sizeBytes: this.#document.sizeBytes,
      sizeLevel: this.#size.document.level,
      pendingBytes: this.#document.pending.bytes,
    }
  }

  /** Whether everything that the room has taken is on disk. */
  get isFlushed(): boolean {
    return this.#inbox.isEmpty && !this.#document.hasServerEdits && this.#log.isFlushed
  }

  /** Whether the room can be unloaded: everything is on disk, and the application has been told and is done with it. */
  get isSettled(): boolean {
    return this.isFlushed && this.#changedNotice.isSettled
  }

  /** Takes a peer in. `replaces`: an older connection of the same client, which leaves now. */
  join(member: Member, replaces?: Member): void {
    const replaced = replaces && this.#members.has(replaces) ? replaces : undefined
    this.#members.add(member)
    if (replaced) {
      this.#presence.transfer(replaced, member)
      replaced.session.terminate()
    }
    this.#asking.start()
  }

  /** Goes on with a new peer that was sent what is stored before the room was there. */
  goOn(member: Member, { state: { stateVector }, isSaving }: ToldEarly): void {
    // It was sent what then turned out to be none of the document.
    if (this.#isDamaged)
      return member.close(closeCodes.resync, 'come back, the document is damaged')
    const isAsStored =
      this.#document.version === this.#loadedVersion && this.#document.isAt(stateVector)
    if (!isAsStored) this.#answers.sendState(member, stateVector, 'catchUp')
    if (isSaving !== this.#dependencies.isSaving()) this.#log.tellSaved(member)
  }

  /** Asks a new peer what it has, and tells it who is here. After what it has said so far: who it is, mostly. */
  greet(member: Member): void {
    this.#size.tell(member)
    this.#asking.ask(member)
    if (this.#answers.hasRoomForPresence) return this.#answers.tellPresence(member)
    member.isOwedPresence = true
    this.#answering.askPresence(member)
  }

  /** What a peer may do now, which is less than the application allows while the document is full. It is about to be told. */
  rightsFor(member: Member): Rights {
    return this.#size.rightsFor(member)
  }

  /** The application lets a peer do something else than before, or names somebody else. */
  grant(member: Member, rights: Rights, identity: Identity | undefined): void {
    // What came before was this user's, and allowed.
    if (!this.#inbox.isEmpty) this.#ticks.tickNow()
    if (!isSameIdentity(member.identity, identity)) {
      member.identity = identity
      this.#presence.restamp()
    }
    if (rights.canWrite === member.rights.canWrite) return
    if (rights.canWrite && member.hasDropped) {
      return member.close(closeCodes.resync, 'come back, you may write')
    }
    member.rights = rights
    member.hasLostWrite = !rights.canWrite
    this.#size.tell(member)
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return
    this.#log.forget(member)
    this.#answering.leave(member)
    this.#answers.leave(member)
    this.#presence.leave(member)
    if (this.#members.size > 0) return
    this.#asking.stop()
    this.#dependencies.onEmpty()
  }

  /** Takes an update or sync step 2; it is applied, logged and passed on with the next tick. */
  receive(member: Member, update: CheckedUpdate, isFirstAnswer: boolean): void {
    if (this.#inbox.isEmpty) this.#receivedMs = this.#dependencies.clock.now()
    this.#inbox.add({ member, update, isFirstAnswer })
    if (this.#inbox.isFull) this.#ticks.tickNow()
    else this.#ticks.schedule()
  }

  /** The same update, if it is known to change nothing. */
  known(update: Uint8Array): CheckedUpdate | undefined {
    return this.#document.known(update)
  }

  /** Whether the update would change nothing: all that a peer may send that must not write. */
  hasAll(update: CheckedUpdate): boolean {
    // What waits for the tick may have reached this peer already, through another tab.
    if (!this.#inbox.isEmpty) this.#ticks.tickNow()
    return this.#document.contents.hasAll(update)
  }

  /** Whether an entry's state need not be parsed. */
  readonly isSound = (entry: AwarenessEntry): boolean => this.#presence.isSound(entry)

  receiveAwareness(member: Member, entries: readonly AwarenessEntry[]): void {
    this.#presence.receive(member, entries)
  }

  /** Who somebody is may have another stamp than before. */
  restamp(): void {
    this.#presence.restamp()
  }

  answerAwarenessQuery(member: Member): void {
    this.#answering.askPresence(member)
  }

  answerPing(member: Member, id: number): void {
    if (this.#isReading(member)) member.send({ type: 'pong', id })
  }

  /** Answers sync step 1. */
  answer(member: Member, stateVector: Uint8Array): void {
    this.#answering.askState(member, stateVector)
  }

  /** A peer's buffer has emptied somewhat. */
  drained(member: Member): void {
    const answers = this.#answers
    answers.read(member)
    const hasRoom = () => answers.hasRoomForState && answers.hasRoomForPresence
    if (member.outbox.hasCaughtUp && !hasRoom()) {
      return this.#answering.catchUpLater(member)
    }
    const left = member.outbox.drained()
    if (!left) return
    this.#dependencies.count('caught-up')
    answers.sendState(member, left.leftAt, 'catchUp')
    this.#answering.caughtUp(member)
    this.#size.tell(member)
    answers.tellPresence(member, left.sinceMs)
    this.#log.tellSaved(member)
    // Who was behind from the first moment was never asked.
    const wasAsked = member.askedMs !== undefined
    if (!wasAsked || member.acknowledgements.incomplete > 0) this.#asking.ask(member)
  }

  /** Tells everybody now what of theirs is on disk, also if a tick is about to come with that. */
  confirm(): void {
    this.#log.confirm()
  }

  /** Storage began to fail, or works again. */
  savingChanged(): void {
    const isSaving = this.#dependencies.isSaving()
    // What came to disk before may still wait for a tick that tells it, and must not come after the bad news.
    if (!isSaving) this.#log.confirm()
    for (const member of this.#members) {
      if (isSaving) this.#log.tellSaved(member)
      else this.#log.tellNotSaved(member)
    }
  }

  /**
   * Storage lost something of the document: all of it that is here goes to the log again, and every peer is asked for
   * what it may have besides.
   */
  storeAnew(): void {
    this.#ticks.tickNow()
    this.#log.append([this.#recorded(this.#document.everything())], undefined)
    for (const member of this.#members) this.#asking.ask(member)
  }

  /** Resolves once everything that the room has taken is on disk, and the application has been told. */
  async flushed(): Promise<void> {
    do {
      this.#ticks.tickNow()
      await this.#log.flushed()
      await this.tellChanged()
    } while (!this.isSettled)
  }

  /** Tells the application now of what changed. Resolves when it has done with it. */
  tellChanged(): Promise<void> {
    return this.#changedNotice.tellNow()
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const member of [...this.#members]) member.close(code, reason)
  }

  /** Ends the room. It must be empty and flushed. */
  destroy(): void {
    this.#ticks.stop()
    this.#answers.stop()
    this.#size.document.stop()
    this.#document.destroy()
  }

  #tickOrBreak(tick: Tick): void {
    try {
      this.#tick(tick)
    } catch (error) {
      this.#break(error)
    }
  }

  #tick({ takesMoves }: Tick): void {
    const { observe } = this.#dependencies
    const inbound = this.#inbox.take()
    if (inbound.length > 0) observe('updates', inbound.length)
    const serverEdits = this.#document.takeServerEdits()
    // They are in the document already. So they leave now, also for those who are then left behind where the document is.
    if (serverEdits) observe('deliveries', broadcast(this.#members, { update: serverEdits }))
    this.#leaveFullOnesBehind()
    const guard = this.#guard(inbound)
    const applied = this.#document.apply(
      inbound.map(({ update }) => update),
      guard,
    )
    const news = this.#newsOf(inbound, applied)
    const own = serverEdits && this.#recorded(serverEdits)
    this.#log.append(own ? [own, ...news] : news, news.length > 0 ? this.#receivedMs : undefined)
    this.#answerAuthors(inbound, applied, guard)
    this.#log.recheck((update) => this.#document.contents.hasIntegrated(update))
    const author = inbound[0]?.member
    const isSole = applied.isKnownToSoleAuthor && inbound.every(({ member }) => member === author)
    const soleAuthor = isSole ? author : undefined
    const takesPresence = takesMoves || this.#presence.isUrgent
    const presence = takesPresence ? this.#presence.takeChange() : undefined
    const deliveries = broadcast(this.#members, { update: applied.broadcast, soleAuthor, presence })
    if (deliveries > 0) observe('deliveries', deliveries)
    this.#log.confirm()
    if (this.#presence.hasChanges) this.#ticks.scheduleMoves()
    if (applied.broadcast) this.#size.document.look(applied.hasDeletions)
  }

  /** What the log gets of what peers have sent. */
  #newsOf(inbound: readonly Inbound[], applied: Applied): RecordedUpdate[] {
    const news: RecordedUpdate[] = []
    for (const [index, { member, update }] of inbound.entries()) {
      if (applied.outcomes[index] !== 'changed') continue
      news.push(this.#recorded(update.update, member.identity?.id))
    }
    for (const update of applied.extra) news.push(this.#recorded(update))
    return news
  }

  /** Owes an acknowledgement to those whose update is in, asks those who left something out, closes those who may not stay. */
  #answerAuthors(inbound: readonly Inbound[], applied: Applied, guard: UpdateGuard): void {
    inbound.forEach(({ member, update }, index) => {
      const outcome = applied.outcomes[index]
      if (outcome === 'changed' || outcome === 'unchanged') this.#account(member, update)
      if (outcome === 'unchanged' && this.#document.contents.hasAll(update)) {
        this.#document.remember(update)
      }
    })
    if (applied.hasLostPending) {
      this.#dependencies.count('pending-failed')
      this.#closeWaiting('what waited cannot be applied')
    }
    for (const { member, because, code, reason } of guard.refused(applied.outcomes)) {
      this.#dependencies.count(`update-refused.${because}`)
      member.close(code, reason)
    }
  }

  #guard(inbound: readonly Inbound[]): UpdateGuard {
    const { clock, limits } = this.#dependencies
    const size = this.#size.document
    return new UpdateGuard(inbound, {
      document: this.#document,
      size,
      work: this.#work,
      clock,
      limits,
    })
  }

  #recorded(update: Uint8Array, user?: string): RecordedUpdate {
    return { update, user, timeMs: this.#dependencies.clock.wallTime() }
  }

  // Before the document changes, so that the state vector is where these peers really were left.
  #leaveFullOnesBehind(): void {
    let leftAt: Uint8Array | undefined
    for (const { outbox } of this.#members) {
      if (!outbox.isFull) continue
      leftAt ??= this.#document.stateVector()
      outbox.leaveBehind(leftAt)
      this.#dependencies.count('left-behind')
    }
  }

  #account(member: Member, update: CheckedUpdate): void {
    if (!this.#members.has(member)) return
    const isIntegrated = this.#document.contents.hasIntegrated(update)
    this.#log.accepted(member, update, isIntegrated)
    if (isIntegrated) return
    this.#dependencies.count('update-incomplete')
    this.#askForParents(member)
  }

  #askForParents(member: Member): void {
    const { limits, count } = this.#dependencies
    if (this.#document.pending.isOver(limits.maxPendingBytes, limits.maxPendingStructs)) {
      count('pending-dropped')
      this.#document.pending.drop()
      this.#closeWaiting('too much waits for missing updates')
    } else if (member.acknowledgements.incomplete > limits.maxPendingMessages) {
      member.close(closeCodes.resync, 'too many messages wait for missing updates')
    } else {
      this.#asking.askForParents(member)
    }
  }

  // Of what they sent that waited nothing was confirmed, and they have it still.
  #closeWaiting(reason: string): void {
    for (const waiting of [...this.#log.incomplete]) waiting.close(closeCodes.resync, reason)
  }

  // A peer that asks and asks and does not read is left behind as in a tick. With a tick, so that it is left in step.
  #isReading(member: Member): boolean {
    if (member.outbox.isFull) this.#ticks.tickNow()
    return member.outbox.isFlowing
  }

  #break(error: unknown): void {
    const message = messageOf(error)
    this.#dependencies.log({ level: 'error', event: 'room-broken', document: this.name, message })
    this.#dependencies.count('room-broken')
    this.closeAll(closeCodes.internalError, 'the room met a fault; come back')
    this.#dependencies.onBroken()
  }
}
