import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import type { SeededRandom } from '@weft/testkit'
import { within } from './within.ts'
import { type Injection, wasInjected, withInjection } from './injection.ts'
import { Ledger } from './ledger.ts'
import { readWords, Typist } from './typist.ts'
import { Typing } from './typing.ts'
import { WeftCommand } from './weft-command.ts'

const DOCUMENTS = ['letter', 'minutes'] as const
/** How long people type, in milliseconds, if nothing ends it before. */
const TYPING_MS = 500
/** How long what went wrong may take to be right again, in milliseconds: the pauses between attempts add up. */
const RECOVERY_MS = 20_000

/** What one round has shown. */
export interface InjectionResult {
  readonly injection: Injection
  /** Whether it happened at all; the call may never have come to that number. */
  readonly wasHit: boolean
  /** Whether the server was not ready yet. */
  readonly inStartUp: boolean
  readonly saved: number
  /** What should not have happened, in words. */
  readonly faults: readonly string[]
}

/** One life of the server in which something goes wrong at a counted call, and what is left after it. */
export class InjectionRound {
  readonly #injection: Injection
  readonly #random: SeededRandom
  readonly #ledgers = new Map<string, Ledger>(DOCUMENTS.map((name) => [name, new Ledger()]))
  readonly #faults: string[] = []
  #lives = 0

  constructor(injection: Injection, random: SeededRandom) {
    this.#injection = injection
    this.#random = random
  }

  async run(): Promise<InjectionResult> {
    const folder = await mkdtemp(join(tmpdir(), 'weft-inject-'))
    const data = join(folder, 'data')
    try {
      // Half of the time there is something already, so that opening it is hit as well as making it.
      if (this.#random.chance(0.5)) await this.#live(new WeftCommand({ data }))
      const output = join(folder, 'strace.txt')
      const command = new WeftCommand({
        data,
        through: withInjection(this.#injection, data, output),
      })
      const inStartUp = !(await this.#live(command))
      const ended = await command.ended()
      const wasHit =
        this.#injection.effect === 'KILL'
          ? !this.#wasOurs && ended.signal === 'SIGKILL'
          : wasInjected(await readFile(output, 'utf8'))
      if (this.#injection.effect !== 'KILL' && ended.signal !== null && ended.signal !== 'SIGKILL')
        this.#faults.push(`an error at a call ended the server by ${ended.signal}`)
      if (inStartUp && this.#injection.effect !== 'KILL') this.#expectWords(ended.stderr)
      await this.#look(data)
      const saved = [...this.#ledgers.values()].reduce((sum, ledger) => sum + ledger.saved, 0)
      return { injection: this.#injection, wasHit, inStartUp, saved, faults: this.#faults }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  #wasOurs = false

  /** People type until it dies, or for a while, and then it is killed. Returns whether it was ever ready. */
  async #live(command: WeftCommand): Promise<boolean> {
    this.#lives += 1
    this.#wasOurs = false
    const url = await command.url().catch(() => undefined)
    if (url === undefined) return false
    const typists = [...this.#ledgers].map(
      ([document, ledger]) => new Typist(url, document, `${this.#lives}`, ledger),
    )
    const typing = new Typing(typists, this.#random, this.#random.pick(['writing', 'pasting']))
    await Promise.race([pass(TYPING_MS), command.ended()])
    typing.stop()
    // What failed must be saved in the end, without anybody's help.
    if (command.isRunning) {
      const saved = Promise.all(typists.map((typist) => typist.whenSaved()))
      const result = Promise.race([saved.catch(() => {}), command.ended()])
      await within(RECOVERY_MS, result, 'not saved').catch(() =>
        this.#faults.push(`not everything was saved ${RECOVERY_MS} ms later: ${command.stderr}`),
      )
    }
    this.#wasOurs = command.isRunning
    await command.kill()
    await Promise.all(typists.map((typist) => typist.leave()))
    this.#checkLog(command)
    return true
  }

  #checkLog(command: WeftCommand): void {
    for (const event of ['document-damaged', 'internal-error', 'fault'])
      for (const line of command.logged(event)) this.#faults.push(JSON.stringify(line))
  }

  #expectWords(stderr: string): void {
    if (!/^Cannot .+\.$/m.test(stderr))
      this.#faults.push(`the server did not start, and did not say why: ${stderr}`)
  }

  /** Starts it with nothing going wrong, and reads all documents as somebody who comes with nothing. */
  async #look(data: string): Promise<void> {
    const command = new WeftCommand({ data })
    try {
      const url = await command.url()
      for (const [document, ledger] of this.#ledgers) {
        const { lost, undeleted, doubled } = ledger.compare(await readWords(url, document))
        for (const word of [...lost, ...undeleted])
          this.#faults.push(`lost from ${document}: ${word.slice(0, 40)}`)
        for (const word of doubled) this.#faults.push(`twice in ${document}: ${word.slice(0, 40)}`)
      }
      this.#checkLog(command)
    } catch (error) {
      this.#faults.push(`it could not be started again: ${String(error)}`)
    } finally {
      await command.kill()
    }
  }
}
