import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SeededRandom } from '@weft/testkit'
import { momentInStartUp, momentToKill, wasCompacting, wasStarting } from './kill-moment.ts'
import { Ledger } from './ledger.ts'
import type { RoundsReport } from './rounds-report.ts'
import { readWords, Typist } from './typist.ts'
import { Typing } from './typing.ts'
import { WeftCommand } from './weft-command.ts'

const DOCUMENTS = ['letter', 'minutes', 'café plan'] as const
/** A folder is used for so many rounds: then its documents are long, and a new one is made. */
const ROUNDS_PER_FOLDER = 15
/** What must not be in the log of a server that was killed and started again. */
const COMPLAINTS = ['document-damaged', 'storage-failed', 'compaction-failed', 'internal-error']

export interface CrashRoundsOptions {
  readonly seed: number
  /** For a mutant: arguments for Node. */
  readonly nodeArgs?: readonly string[]
  readonly args?: readonly string[]
}

/**
 * The real command, killed at random moments while people type, and started again. Each round ends with a kill of the
 * server, after which all clients are gone for good: whatever is found afterwards comes from the disk alone.
 */
export class CrashRounds {
  readonly #options: CrashRoundsOptions
  readonly #random: SeededRandom
  #ledgers = new Map<string, Ledger>()
  #data: string | undefined
  #command: WeftCommand | undefined
  #savedBefore = 0
  #rounds = 0
  #killsInAppend = 0
  #killsInCompaction = 0
  #killsInStartUp = 0
  #compactions = 0
  #roundsWithUnsaved = 0
  readonly #lost: string[] = []
  readonly #doubled: string[] = []
  readonly #complaints: string[] = []

  constructor(options: CrashRoundsOptions) {
    this.#options = options
    this.#random = new SeededRandom(options.seed)
  }

  get report(): RoundsReport {
    return {
      seed: this.#options.seed,
      rounds: this.#rounds,
      killsInAppend: this.#killsInAppend,
      killsInCompaction: this.#killsInCompaction,
      killsInStartUp: this.#killsInStartUp,
      compactions: this.#compactions,
      roundsWithUnsaved: this.#roundsWithUnsaved,
      saved: this.#savedBefore + this.#saved(),
      lost: [...this.#lost],
      doubled: [...this.#doubled],
      complaints: [...this.#complaints],
    }
  }

  /** Types, kills, starts again and looks. */
  async round(): Promise<void> {
    if (this.#rounds % ROUNDS_PER_FOLDER === 0) await this.#newFolder()
    this.#rounds += 1
    const command = this.#command ?? (await this.#start())
    await this.#typeAndKill(command)
    this.#command = await this.#start()
    await this.#look(await this.#command.url())
  }

  /** Ends the server and removes the folder. */
  async end(): Promise<void> {
    await this.#command?.kill()
    if (this.#data !== undefined) await rm(this.#data, { recursive: true, force: true })
  }

  async #newFolder(): Promise<void> {
    this.#savedBefore += this.#saved()
    await this.end()
    this.#command = undefined
    this.#ledgers = new Map(DOCUMENTS.map((document) => [document, new Ledger()]))
    this.#data = await mkdtemp(join(tmpdir(), 'weft-crash-'))
  }

  async #typeAndKill(command: WeftCommand): Promise<void> {
    const random = this.#random
    const target = random.chance(0.35) ? 'compaction' : 'append'
    const url = await command.url()
    const typists = [...this.#ledgers].flatMap(([document, ledger]) => {
      // Compactions are reached soonest if one document gets all the typing.
      const count = target === 'append' || document === DOCUMENTS[0] ? 1 + random.below(2) : 0
      return Array.from({ length: count }, (_, at) => {
        const name = `${this.#rounds}.${String.fromCodePoint(97 + at)}`
        return new Typist(url, document, name, ledger)
      })
    })
    // Some begin before they are connected, as one who opens a laptop does.
    if (random.chance(0.7)) await Promise.all(typists.map((typist) => typist.whenSynced()))
    const typing = new Typing(typists, random, target === 'append' ? 'writing' : 'pasting')
    await momentToKill(target, command, random)
    const unsaved = typists.reduce((sum, typist) => sum + typist.unsaved, 0)
    command.signal('SIGKILL')
    typing.stop()
    await command.ended()
    await Promise.all(typists.map((typist) => typist.leave()))
    if (unsaved > 0) this.#roundsWithUnsaved += 1
    if (wasCompacting(command)) this.#killsInCompaction += 1
    this.#noteLog(command)
  }

  /** Starts the server; now and then it is killed amid that, up to three times. */
  async #start(): Promise<WeftCommand> {
    const random = this.#random
    for (let kills = 0; kills < 3 && random.chance(0.4); kills += 1) {
      const command = this.#spawn()
      await momentInStartUp(command, random)
      await command.kill()
      if (wasStarting(command)) this.#killsInStartUp += 1
      this.#noteLog(command)
    }
    const command = this.#spawn()
    await command.url()
    return command
  }

  #spawn(): WeftCommand {
    return new WeftCommand({ ...this.#options, data: this.#data ?? '' })
  }

  async #look(url: string): Promise<void> {
    let unreported = 0
    for (const [document, ledger] of this.#ledgers) {
      const verdict = ledger.compare(await readWords(url, document))
      const named = (words: readonly string[]) =>
        words.map((word) => `${document}: ${word.slice(0, 40)}`)
      this.#lost.push(...named([...verdict.lost, ...verdict.undeleted]))
      this.#doubled.push(...named(verdict.doubled))
      unreported += verdict.unreported
    }
    if (unreported > 0) this.#killsInAppend += 1
  }

  #noteLog(command: WeftCommand): void {
    this.#compactions += command.logged('compacted').length
    for (const event of COMPLAINTS)
      for (const line of command.logged(event))
        this.#complaints.push(`round ${this.#rounds}: ${JSON.stringify(line)}`)
  }

  #saved(): number {
    return [...this.#ledgers.values()].reduce((sum, { saved }) => sum + saved, 0)
  }
}
