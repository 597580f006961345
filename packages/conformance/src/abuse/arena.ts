import { Connection } from '../connection.ts'
import { Participant } from '../participant.ts'
import type { ServerProcess } from '@weft/testkit'
import type { WireProtocol } from '../wire-protocol.ts'
import { Attacker, DOCUMENT_CLOSED, type Ending } from './attacker.ts'

/** Where one attack takes place: a server, and a room of its own. */
export class Arena {
  readonly server: ServerProcess
  readonly wire: WireProtocol
  readonly documentName: string
  /** Whether there is time for the full amount. */
  readonly isThorough: boolean
  /** How long a verdict is waited for, in milliseconds. */
  readonly patienceMs: number
  readonly #ends: (() => void)[] = []

  constructor(
    server: ServerProcess,
    wire: WireProtocol,
    documentName: string,
    isThorough: boolean,
    patienceMs: number,
  ) {
    this.server = server
    this.wire = wire
    this.documentName = documentName
    this.isThorough = isThorough
    this.patienceMs = patienceMs
  }

  /** A connection on which nothing has been said. */
  connect(documentName = this.documentName): Attacker {
    const attacker = new Attacker(this.server.port, this.wire, documentName)
    attacker.patienceMs = this.patienceMs
    this.#ends.push(() => attacker.socket.destroy())
    return attacker
  }

  /** A WebSocket on which nothing has been said. */
  async open(documentName?: string): Promise<Attacker> {
    const attacker = this.connect(documentName)
    attacker.upgrade()
    await attacker.answered()
    return attacker
  }

  /** A WebSocket whose document has been answered. */
  async joined(documentName?: string): Promise<Attacker> {
    const attacker = await this.open(documentName)
    attacker.greet()
    await attacker.joined()
    return attacker
  }

  /** An honest client in the attack's room. */
  async honest(documentName = this.documentName): Promise<Participant> {
    const { url } = this.server
    const open = () => Connection.open(this.wire.url(url, documentName), documentName, this.wire)
    const participant = new Participant(open)
    this.#ends.push(() => participant.destroy())
    return participant.join()
  }

  end(): void {
    for (const end of this.#ends) end()
  }
}

/** An ending in words. */
export function words(ending: Ending): string {
  if (ending.type !== 'closed') return ending.type
  return ending.code === DOCUMENT_CLOSED ? 'document closed' : String(ending.code)
}

/** The endings of many, e.g. `42 × 1013, 8 × 4500`. */
export function tally(endings: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const ending of endings) counts.set(ending, (counts.get(ending) ?? 0) + 1)
  return [...counts]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([ending, count]) => `${count} × ${ending}`)
    .join(', ')
}
