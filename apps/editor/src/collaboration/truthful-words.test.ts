import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import { statusText } from '../strings/status-details.ts'
import type { Clock } from './clock.ts'
import { ConnectionWatch, type Watched } from './connection-watch.ts'
import { Observable } from './observable.ts'
import type { KeptIn, ProviderFacts } from './provider-facts.ts'
import { SETTLE_MS, SteadyStatus } from './steady-status.ts'
import { announceTrouble, Trouble } from './trouble.ts'

const KEPT: readonly KeptIn[] = ['device', 'tab', 'full', 'denied']
const REFUSED: readonly number[] = [4401, 4403, 4404, 4413, 1008]

/** Time that passes at once: for so many steps, waiting for promises as well would take long. */
class StepClock implements Clock {
  #nowMs = 0
  #timers: { readonly dueMs: number; readonly run: () => void }[] = []

  now(): number {
    return this.#nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs
    for (;;) {
      const [next] = this.#timers.toSorted((one, other) => one.dueMs - other.dueMs)
      if (!next || next.dueMs > untilMs) break
      this.#nowMs = next.dueMs
      this.#timers = this.#timers.filter((each) => each !== next)
      next.run()
    }
    this.#nowMs = untilMs
  }
}

/** A person, a network and a server, of which all is known; and the provider's facts, which follow from what got through. */
class World {
  readonly random: SeededRandom
  readonly provider: Observable<ProviderFacts>
  readonly online = new Observable(true)
  readonly content = new Observable(false)
  /** How many edits were made, how many of them are on the server's disk, and of how many the provider knows that. */
  made = 0
  onDisk = 0
  confirmed = 0
  keptIn: KeptIn = 'device'
  #isConnected = false
  #isSynced = false
  #isCut = false
  #isStorageFailing = false
  #canWrite = true
  #isFull = false
  #refused: number | undefined
  #failures = 0

  constructor(seed: number) {
    this.random = new SeededRandom(seed)
    this.provider = new Observable(this.#facts())
  }

  get watched(): Watched {
    return { provider: this.provider, online: this.online, content: this.content }
  }

  step(): void {
    const act = this.random.pick([
      this.#edit,
      this.#edit,
      this.#edit,
      this.#save,
      this.#save,
      this.#confirm,
      this.#confirm,
      this.#connect,
      this.#sync,
      this.#drop,
      this.#cut,
      this.#keep,
      this.#serverTurns,
      this.#browserTurns,
    ])
    act()
    this.provider.set(this.#facts())
  }

  /** All is well again. */
  heal(): void {
    this.#refused = undefined
    this.#isCut = this.#isStorageFailing = this.#isFull = false
    this.#canWrite = true
    this.online.set(true)
    for (const act of [this.#connect, this.#sync]) {
      act()
      this.provider.set(this.#facts())
    }
    this.onDisk = this.confirmed = this.made
    this.provider.set(this.#facts())
  }

  readonly #edit = () => {
    if (this.content.get()) this.made += 1
  }
  /** The server's disk has some of what was sent; it may not come to say so. */
  readonly #save = () => {
    const isReached = this.#isSynced && !this.#isCut && this.#canWrite && !this.#isFull
    if (isReached && !this.#isStorageFailing) this.onDisk = this.#between(this.onDisk, this.made)
  }
  readonly #confirm = () => {
    if (this.#isSynced && !this.#isCut) this.confirmed = this.#between(this.confirmed, this.onDisk)
  }
  readonly #connect = () => {
    if (this.#refused !== undefined || this.#isConnected) return
    this.#isConnected = !this.#isCut
    this.#failures = this.#isCut ? this.#failures + 1 : 0
  }
  readonly #sync = () => {
    if (!this.#isConnected || this.#isCut) return
    this.#isSynced = true
    this.content.set(true)
  }
  readonly #drop = () => {
    this.#isConnected = this.#isSynced = false
  }
  /** Nothing gets through, and nobody is told. */
  readonly #cut = () => {
    this.#isCut = !this.#isCut
  }
  readonly #keep = () => {
    this.keptIn = this.random.pick(KEPT)
  }
  readonly #serverTurns = () => {
    if (!this.#isConnected) return
    const { random } = this
    const turn = random.below(8)
    if (turn === 0) this.#isStorageFailing = !this.#isStorageFailing
    else if (turn === 1) this.#canWrite = !this.#canWrite
    else if (turn === 2) this.#isFull = !this.#isFull
    else if (turn === 3) {
      this.#refused = random.pick(REFUSED)
      this.#drop()
    }
  }
  /** What the browser says of the network need not be true. */
  readonly #browserTurns = () => this.online.set(!this.online.get())

  #between(from: number, to: number): number {
    return from + this.random.below(to - from + 1)
  }

  #facts(): ProviderFacts {
    const unsavedChanges = this.made - this.confirmed
    return {
      connection: this.#isConnected ? 'connected' : 'disconnected',
      synced: this.#isSynced,
      saveState: this.#saveState(unsavedChanges),
      unsavedChanges,
      keptIn: this.keptIn,
      failures: this.#failures,
      canWrite: this.#canWrite,
      isFull: this.#isFull,
      closed: this.#refused === undefined ? undefined : { code: this.#refused, reason: '' },
      historyChanged: false,
    }
  }

  #saveState(unsavedChanges: number): ProviderFacts['saveState'] {
    if (unsavedChanges === 0) return 'saved'
    if (this.#refused !== undefined || !this.#canWrite) return 'failed'
    if (!this.#isConnected) return 'offline'
    return this.#isStorageFailing ? 'failed' : 'saving'
  }
}

const SAYS_SAVED =
  /All changes are on the server|Everything you wrote is saved|All changes are saved/
const SAYS_ON_DEVICE = /(?:kept|still) on this device/
const COUNTS = /(\d+) changes? of yours/

test('whatever the network, the server and the device do, no word says more than is true', () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 300; seed += 1) play(new World(seed), seed, seen)
  // Else the world was too calm to say anything.
  expect([...seen].toSorted()).toEqual(
    'connecting full no-access not-found not-saved offline reconnecting refused saved saving signed-out syncing too-large unreachable view-only'.split(
      ' ',
    ),
  )
})

// Asked so often that `expect` would take most of the time.
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

function play(world: World, seed: number, seen: Set<string>): void {
  const clock = new StepClock()
  const status = new ConnectionWatch(world.watched, clock)
  const shown = new SteadyStatus(status, clock)
  const trouble = new Trouble(status, clock)
  const said: string[] = []
  const words = {
    begins: (told: ReturnType<typeof status.get>) => statusText(told, 0),
    isOver: ({ kind }: ReturnType<typeof status.get>) =>
      kind === 'saved' ? 'All changes are saved.' : '',
  }
  const stop = announceTrouble(trouble, status, words, (text) => said.push(text))
  let unsavedSinceMs: number | undefined

  const isTrue = (text: string, where: string) => {
    const place = `${where}, seed ${seed}: ${text}`
    if (SAYS_SAVED.test(text)) must(world.onDisk === world.made, place)
    if (SAYS_ON_DEVICE.test(text)) must(world.keptIn === 'device', place)
    const count = COUNTS.exec(text)?.[1]
    must(count === undefined || Number(count) === world.made - world.confirmed, place)
  }
  const look = () => {
    const isSaved = world.onDisk === world.made
    unsavedSinceMs = isSaved ? undefined : (unsavedSinceMs ?? clock.now())
    const truth = status.get()
    seen.add(truth.kind)
    must(truth.kind !== 'saved' || isSaved, `data-save-state, seed ${seed}`)
    isTrue(statusText(truth, 2), 'truth')
    // The word for the eye may stay a moment, no longer.
    const isLate = unsavedSinceMs !== undefined && clock.now() - unsavedSinceMs > SETTLE_MS
    must(!isLate || shown.get().kind !== 'saved', `pill, seed ${seed}`)
    const told = trouble.get()
    if (told) isTrue(statusText(told, 0), 'banner')
    for (const text of said.splice(0)) isTrue(text, 'said')
  }

  for (let step = 0; step < 120; step += 1) {
    world.step()
    look()
    clock.advance(world.random.pick([0, 10, 100, 301, 1_000, 4_000, 11_000]))
    look()
  }
  world.heal()
  clock.advance(SETTLE_MS + 1)
  expect(shown.get().kind, `at the end, seed ${seed}`).toBe('saved')
  expect(trouble.get()).toBeUndefined()
  stop()
  for (const each of [trouble, shown, status]) each.destroy()
}
