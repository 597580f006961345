import { setTimeout as pass } from 'node:timers/promises'
import { WeftProvider, type History } from '@weft/provider'
import { WebSocket } from 'ws'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { Ledger } from './ledger.ts'
import { readWords, Typist } from './typist.ts'
import { within } from './within.ts'

const PAUSE_MS = 3
const WAIT_MS = 40_000

/** Two who write into each of some documents, and what they were told of it. */
export class People {
  readonly #ledgers: ReadonlyMap<string, Ledger>
  readonly #histories = new Map<string, History>()
  #pairs: (readonly [Typist, Typist])[] = []
  #lives = 0

  constructor(documents: readonly string[]) {
    this.#ledgers = new Map(documents.map((document) => [document, new Ledger()]))
  }

  get typists(): readonly Typist[] {
    return this.#pairs.flat()
  }

  /** How many edits are not known to be saved, as the providers count them. */
  get unsaved(): number {
    return this.typists.reduce((sum, { unsaved }) => sum + unsaved, 0)
  }

  /** How many edits were reported saved. */
  get reported(): number {
    return this.typists.reduce((sum, { reported }) => sum + reported, 0)
  }

  /** Opens all documents, and waits until they are there. */
  async come(url: string): Promise<void> {
    this.#lives += 1
    const open = (document: string, ledger: Ledger, name: string) =>
      new Typist(url, document, `${this.#lives}${name}`, ledger)
    this.#pairs = [...this.#ledgers].map(([document, ledger]) => [
      open(document, ledger, 'a'),
      open(document, ledger, 'b'),
    ])
    await Promise.all(this.typists.map((typist) => typist.whenSynced()))
  }

  /** Each writes so many words, in messages of their own. */
  async write(words: number): Promise<void> {
    for (let word = 0; word < words; word += 1) {
      for (const typist of this.typists) typist.insert()
      await pass(PAUSE_MS)
    }
  }

  async allSaved(): Promise<void> {
    const saved = Promise.all(this.typists.map((typist) => typist.whenSaved()))
    await within(WAIT_MS, saved, 'not everything was saved')
  }

  /** Resolves when each of a pair has what the other wrote. */
  async allShared(): Promise<void> {
    const isShared = () => this.#pairs.every(([one, other]) => one.wordCount === other.wordCount)
    await until('the pairs share their words', isShared)
  }

  /** Resolves when every provider says so. */
  async allReport(saveState: string): Promise<void> {
    const isSo = () => this.typists.every(({ provider }) => provider.saveState === saveState)
    await until(`everybody reports "${saveState}"`, isSo)
  }

  /** The first document as the first of its two has it, as a Yjs update. */
  stateOf(): Uint8Array {
    const [first] = this.typists
    if (!first) throw new RangeError('Cannot tell a document: nobody is there')
    return encodeStateAsUpdate(first.provider.doc)
  }

  /** All go for good. What they know of each document's history is kept, as an application does with an offline copy. */
  leave(): void {
    for (const { provider } of this.typists)
      if (provider.history) this.#histories.set(provider.documentName, provider.history)
    for (const typist of this.typists) typist.end()
  }

  /** Whether somebody who comes back to the document is told that it is not what it was. */
  async isWarned(url: string, document: string): Promise<boolean> {
    const history = this.#histories.get(document)
    if (!history) throw new RangeError(`Cannot come back to "${document}": nobody was there`)
    const doc = new Doc()
    const provider = new WeftProvider(url, document, doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
      history,
    })
    try {
      const warned = new Promise<boolean>((resolve) =>
        provider.once('history-changed', () => resolve(true)),
      )
      return await Promise.race([warned, provider.whenSynced.then(() => false)])
    } finally {
      provider.destroy()
      doc.destroy()
    }
  }

  /** What of that which was reported saved a fresh client does not find; nobody else may be connected. */
  async missing(url: string): Promise<readonly string[]> {
    const missing: string[] = []
    for (const [document, ledger] of this.#ledgers) {
      const { lost, undeleted } = ledger.compare(await readWords(url, document))
      missing.push(...[...lost, ...undeleted].map((word) => `${document}: ${word}`))
    }
    return missing
  }

  /** How many words of all that were ever written a fresh client finds. */
  async wordsAt(url: string): Promise<number> {
    const words = await Promise.all(
      [...this.#ledgers.keys()].map((document) => readWords(url, document)),
    )
    return words.flat().length
  }
}

/** Somebody comes who has this of the document, and goes when the server has said that all of it is saved. */
export async function bringBack(url: string, document: string, state: Uint8Array): Promise<void> {
  const doc = new Doc()
  applyUpdate(doc, state)
  const provider = new WeftProvider(url, document, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  try {
    await within(WAIT_MS, provider.whenSaved(), 'what was brought back was not saved')
  } finally {
    provider.destroy()
    doc.destroy()
  }
}

/** Looks again and again until it is so. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = performance.now() + WAIT_MS
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`it never came to pass that ${what}`)
    await pass(10)
  }
}
