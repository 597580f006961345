import { decodeMessage, type Message } from '@weft/protocol'
import { FrameReader } from './frame-reader.ts'
import type { SystemCall } from './system-call.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** What a trace has shown of the order in which edits came to disk and were reported saved. */
export interface OrderVerdict {
  /** Saved messages that were written too soon, and edits that are in the log before one that came earlier; in words. */
  readonly violations: readonly string[]
  /** Saved messages that were written. */
  readonly reports: number
  /** Messages with an edit that these counted; each was looked for in what had been synced by then. */
  readonly edits: number
  readonly syncs: number
  readonly failedSyncs: number
  /** Times that peers were told that nothing is saved for now. */
  readonly notSaved: number
}

/** A step of the trace: something began, or has returned. */
interface Moment {
  readonly position: number
  readonly run: () => void
}

interface Connection {
  readonly fromPeer: FrameReader
  readonly toPeer: FrameReader
  /** What the peer has sent that is counted, since its hello. */
  readonly counted: Uint8Array[]
  /** How many of these have been found on disk. */
  found: number
  /** Whether it was told that nothing is saved for now, and storage was not opened again since. */
  isWarned: boolean
}

const LOG_FILE = /\.log$/
const SOCKET = /^TCP/
/** The update that has nothing in it. */
const EMPTY_UPDATE_BYTES = 2

/**
 * Reads a trace of the server's calls and looks at each *saved* that it wrote: the bytes of every edit counted by it must
 * be in LevelDB's log, in a part that was synced before. A peer that was told after a failed sync that nothing is saved
 * may be told of no *saved* before the first sync of another log file; until it is told, the word of an earlier sync may
 * still be on its way. And each peer's edits must be in the log in the order in which they came; of what was
 * written again after a failure, the last time counts.
 */
export function judgeOrder(calls: readonly SystemCall[]): OrderVerdict {
  const judge = new Judge()
  const moments = calls.flatMap((call) => judge.moments(call))
  moments.sort((one, other) => one.position - other.position)
  for (const { run } of moments) run()
  judge.judgeLogOrder()
  return judge.verdict
}

class Judge {
  readonly #logs = new Map<string, WriteAheadLog>()
  readonly #connections = new Map<string, Connection>()
  readonly #violations: string[] = []
  #reports = 0
  #edits = 0
  #syncs = 0
  #failedSyncs = 0
  #notSaved = 0

  get verdict(): OrderVerdict {
    return {
      violations: this.#violations,
      reports: this.#reports,
      edits: this.#edits,
      syncs: this.#syncs,
      failedSyncs: this.#failedSyncs,
      notSaved: this.#notSaved,
    }
  }

  moments(call: SystemCall): readonly Moment[] {
    const { name, target, data, began, ended } = call
    if (LOG_FILE.test(target)) return this.#fileMoments(call)
    if (!SOCKET.test(target)) return []
    const connection = this.#connection(target)
    if (name.startsWith('write') || name.startsWith('send'))
      return [{ position: began, run: () => this.#sent(connection, data) }]
    if (name.startsWith('read') || name.startsWith('recv'))
      return [{ position: ended, run: () => received(connection, data) }]
    return []
  }

  judgeLogOrder(): void {
    const logs = [...this.#logs].sort(([one], [other]) => (one < other ? -1 : 1))
    const content = Buffer.concat(logs.map(([, log]) => log.writtenContent()))
    for (const { counted, found } of this.#connections.values()) {
      const places = counted
        .slice(0, found)
        .filter(({ length }) => length > EMPTY_UPDATE_BYTES)
        .map((update) => content.lastIndexOf(Buffer.from(update)))
        // What is not there at all has been found already.
        .filter((place) => place >= 0)
      places.forEach((place, index) => {
        if (place < (places[index - 1] ?? 0))
          this.#violations.push(
            `edit ${index + 1} of a peer is in the log before the one before it`,
          )
      })
    }
  }

  #fileMoments({ name, target, data, result, began, ended }: SystemCall): readonly Moment[] {
    const log = this.#log(target)
    if (name === 'write') return [{ position: ended, run: () => log.write(data) }]
    if (name !== 'fdatasync' && name !== 'fsync') return []
    let covered = 0
    const begin = () => void (covered = log.writtenBytes)
    const end = () => (result === 0 ? this.#synced(log, covered) : this.#syncFailed(log))
    return [
      { position: began, run: begin },
      { position: ended, run: end },
    ]
  }

  #synced(log: WriteAheadLog, covered: number): void {
    this.#syncs += 1
    log.synced(covered)
    if (log.hasFailed) return
    for (const connection of this.#connections.values()) connection.isWarned = false
  }

  #syncFailed(log: WriteAheadLog): void {
    this.#failedSyncs += 1
    log.failed()
  }

  #sent(connection: Connection, bytes: Buffer): void {
    for (const payload of connection.toPeer.read(bytes)) {
      const message = decodeMessage(payload)
      if (message.type === 'notSaved') {
        this.#notSaved += 1
        connection.isWarned = true
      }
      if (message.type === 'saved') this.#reported(connection, message.count)
    }
  }

  #reported(connection: Connection, count: number): void {
    this.#reports += 1
    if (connection.isWarned)
      this.#violations.push(
        `saved ${count} was written after "not saved", before storage was opened again`,
      )
    const durable = [...this.#logs.values()].map((log) => log.durableContent())
    for (; connection.found < count; connection.found += 1) {
      const update = connection.counted[connection.found]
      if (update === undefined) {
        this.#violations.push(`saved ${count} was written when the peer had sent fewer messages`)
        return
      }
      if (update.length <= EMPTY_UPDATE_BYTES) continue
      this.#edits += 1
      const bytes = Buffer.from(update)
      if (!durable.some((content) => content.includes(bytes)))
        this.#violations.push(
          `saved ${count} was written before message ${connection.found + 1} was synced`,
        )
    }
  }

  #log(path: string): WriteAheadLog {
    const known = this.#logs.get(path)
    if (known) return known
    const log = new WriteAheadLog()
    this.#logs.set(path, log)
    return log
  }

  #connection(socket: string): Connection {
    const known = this.#connections.get(socket)
    if (known) return known
    const readers = { fromPeer: new FrameReader(), toPeer: new FrameReader() }
    const connection = { ...readers, counted: [], found: 0, isWarned: false }
    this.#connections.set(socket, connection)
    return connection
  }
}

function received({ fromPeer, counted }: Connection, bytes: Buffer): void {
  for (const payload of fromPeer.read(bytes)) {
    const message: Message = decodeMessage(payload)
    if (message.type === 'fragment')
      throw new Error('Cannot judge a message that came in fragments')
    if (message.type === 'update' || message.type === 'syncStep2') counted.push(message.update)
  }
}
