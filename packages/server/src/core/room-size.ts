import type { Rights } from '@weft/protocol'
import { DocumentSize } from './document-size.ts'
import type { Limits } from './limits.ts'
import type { LiveDocument } from './live-document.ts'
import type { Member } from './member.ts'
import type { Clock, Log } from './ports.ts'

/** The version of the extension that tells how large a document is. */
const SIZE_VERSION = 2

export interface RoomSizeDependencies {
  readonly name: string
  readonly document: LiveDocument
  readonly members: ReadonlySet<Member>
  readonly clock: Clock
  readonly limits: Pick<Limits, 'warnDocumentBytes' | 'maxDocumentBytes'>
  readonly log: Log
  readonly count: (name: string) => void
}

/** Tells a room's peers when its document becomes large, full, or smaller again. */
export class RoomSize {
  readonly document: DocumentSize
  readonly #dependencies: RoomSizeDependencies
  #toldLevel: DocumentSize['level'] = 'normal'

  constructor(dependencies: RoomSizeDependencies) {
    this.#dependencies = dependencies
    const onMeasured = () => this.#tellAll()
    this.document = new DocumentSize({ ...dependencies, onMeasured })
  }

  /** What a peer may do now; it is about to be told. */
  rightsFor(member: Member): Rights {
    const isFull = this.document.level === 'full' && member.rights.canWrite
    member.toldFullMs = isFull ? this.#dependencies.clock.now() : undefined
    member.toldRights = isFull ? { canWrite: false, isFull } : member.rights
    return member.toldRights
  }

  /** Tells a peer what it does not know yet. One that is behind is told when it has caught up. */
  tell(member: Member): void {
    const { outbox } = member
    if (!member.speaksExtension || !outbox.isFlowing) return
    const { level, bytes } = this.document
    const { warnDocumentBytes: warnBytes, maxDocumentBytes: maxBytes } = this.#dependencies.limits
    const isNews = level !== 'normal' || member.hasBeenWarned
    if (isNews && member.extensionVersion >= SIZE_VERSION) {
      member.send({ type: 'documentSize', bytes, warnBytes, maxBytes })
    }
    member.hasBeenWarned = level !== 'normal'
    const { toldRights, rights } = member
    const isFull = rights.canWrite && level === 'full'
    const knowsAll = (toldRights.isFull ?? false) === isFull
    if (knowsAll && toldRights.canWrite === (rights.canWrite && !isFull)) return
    member.send({ type: 'rights', rights: this.rightsFor(member) })
  }

  #tellAll(): void {
    const { name, members, log, count } = this.#dependencies
    const { level, bytes } = this.document
    if (level !== this.#toldLevel) {
      count(`document-size.${level}`)
      const isWorse = level === 'full' || this.#toldLevel === 'normal'
      log({
        level: isWorse ? 'warn' : 'info',
        event: 'document-size',
        document: name,
        size: level,
        bytes,
      })
    }
    this.#toldLevel = level
    for (const member of members) this.tell(member)
  }
}
