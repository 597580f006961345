import type { SortedRows } from '@weft/testkit'
import { runAs } from './ambient.ts'
import { Application } from './application.ts'
import { DurableDocuments } from './durable-documents.ts'
import { Network } from './network.ts'
import { beginRun, Browser, Page } from './page.ts'
import { Participant, type OfflineCopy, type ParticipantKind } from './participant.ts'
import type { Plan } from './plan.ts'
import { seedOf } from './seed-content.ts'
import { ServerMachine } from './server-machine.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import { TokenBook } from './token-book.ts'
import type { World } from './world.ts'

/**
 * How often a provider may try to connect within 30 s while it gets no answer or the server itself sends it away. With
 * delays that double from 1 s on, half of that on average, some six are to be expected.
 */
const MAX_ATTEMPTS = 12

/** How a page goes that nobody closes. */
export type Departure = 'closed' | 'crashed' | 'vanished'

export interface Backup {
  readonly rows: SortedRows
  /** The tokens whose deletion had been reported saved by then. */
  readonly savedRemovals: ReadonlySet<number>
}

/** One run's world and everybody in it. */
export class Simulation {
  readonly world: World
  readonly plan: Plan
  readonly network: Network
  readonly machine: ServerMachine
  readonly durable: DurableDocuments
  readonly application: Application
  readonly book = new TokenBook()
  /** Copies of what was durable at some time. */
  readonly backups: Backup[] = []
  /** Nothing goes wrong any more, and nobody writes. */
  isHealed = false
  readonly #mends = new Set<() => void>()
  readonly #participants = new Set<Participant>()
  readonly #byProcess = new Map<SimulatedProcess, Participant>()
  readonly #browsers: Browser[] = []
  #pages = 0

  constructor(world: World, plan: Plan) {
    beginRun()
    this.world = world
    this.plan = plan
    this.network = new Network(world)
    this.application = new Application(world, plan.tokenMs)
    const { limits, compactionFailures, compactionMs } = plan
    this.machine = new ServerMachine({
      world,
      network: this.network,
      limits,
      compactionFailures,
      compactionMs,
      authorize: this.application.authorize,
      seed: plan.isSeeded ? seedOf(this.book, plan.documents) : undefined,
    })
    this.durable = new DurableDocuments(this.machine.disk)
    world.checkWith((process) => this.#check(process))
  }

  /** Those who are there. */
  get participants(): Participant[] {
    return [...this.#participants].filter(({ hasLeft }) => !hasLeft)
  }

  /** Somebody opens a document, in a browser of his own or beside others. */
  arrive(kind: ParticipantKind, document: string, offline?: OfflineCopy, browser?: Browser): void {
    const { world } = this
    this.#pages += 1
    const page = new Page(world, this.network, browser ?? this.#browser(), `page${this.#pages}`)
    world.note(`${page.name} opens ${document} in ${page.browser.name} as ${kind}`)
    page.run(() => {
      const { maxPadding, sharedConnections: shares } = this.plan
      const { book } = this
      const participant = new Participant({
        world,
        page,
        document,
        kind,
        book,
        maxPadding,
        offline,
        application: this.application,
        sharesConnection: kind === 'weft' && shares > 0 && world.random.chance(shares),
      })
      this.#participants.add(participant)
      this.#byProcess.set(page.process, participant)
      this.#writeLater(participant)
      this.#moveLater(participant)
    })
  }

  /** A page goes for good, and what was only there with it. */
  depart(participant: Participant, departure: Departure): void {
    const { page } = participant
    this.world.note(`${page.name} has ${departure}`)
    if (departure === 'closed') page.run(() => participant.leave())
    for (const connection of page.connections) {
      if (departure === 'crashed') connection.cutForServer()
      if (departure === 'vanished') connection.cut()
    }
    page.process.kill()
    // Nothing of this leaves the page any more; it only lets go of what is shared within this thread.
    runAs(page.process, () => participant.leave())
    this.#participants.delete(participant)
    this.#byProcess.delete(page.process)
  }

  /** Has something mended after a while, or when all heals. */
  mendLater(delayMs: number, mend: () => void): void {
    this.#mends.add(mend)
    this.world.clock.after(delayMs, () => {
      if (this.#mends.delete(mend)) mend()
    })
  }

  /** From now on everything works. Connections that are dead stay so until somebody notices. */
  heal(): void {
    this.isHealed = true
    this.application.isHealed = true
    for (const mend of this.#mends) mend()
    this.#mends.clear()
    this.machine.diesOfCompaction = false
    this.machine.start()
    for (const participant of this.participants) {
      participant.page.run(() => participant.hurry())
    }
  }

  #browser(): Browser {
    const { world } = this
    if (this.#browsers.length > 0 && world.random.chance(this.plan.sharedBrowsers)) {
      return world.random.pick(this.#browsers)
    }
    const browser = new Browser(world, `browser ${this.#browsers.length + 1}`)
    this.#browsers.push(browser)
    return browser
  }

  #writeLater(participant: Participant): void {
    const { world, plan } = this
    world.clock.after(world.exponential(plan.writeMs), () => {
      if (this.isHealed || participant.hasLeft) return
      participant.page.process.deliver(() => participant.write())
      this.#writeLater(participant)
    })
  }

  #moveLater(participant: Participant): void {
    const { world, plan } = this
    world.clock.after(world.exponential(plan.writeMs * 4), () => {
      if (this.isHealed || participant.hasLeft) return
      participant.page.process.deliver(() => participant.moveCursor())
      this.#moveLater(participant)
    })
  }

  async #check(process: SimulatedProcess): Promise<void> {
    const participant = this.#byProcess.get(process)
    if (!participant || participant.hasLeft) return
    const { attempts, openings } = participant.page
    const count = Math.max(attempts.count, openings.count)
    const providers = Math.max(1, participant.tracked.length)
    if (participant.kind === 'weft' && count > MAX_ATTEMPTS * providers) {
      this.world.fail(`${participant.page.name} tries to connect again and again, too fast`)
    }
    const { name } = participant.page
    const note = (what: string) => this.world.note(`${name} ${what}`)
    const wrong = await participant.check(this.durable, note)
    if (wrong) this.world.fail(`${name}: ${wrong}`)
  }
}
