import { once } from 'node:events'
import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import { Doc } from 'yjs'
import type { Ledger } from './ledger.ts'

interface Edit {
  readonly kind: 'insertion' | 'deletion'
  readonly word: string
}

/** Asked for each so many edits: one promise for each would be most of the work. */
const WHEN_SAVED_EVERY = 5

/**
 * Somebody who edits a document through a real provider. All that the provider says is saved, in whichever way it says
 * so, goes into the ledger as reported: by the count, by the state, and by the promise.
 */
export class Typist {
  readonly #name: string
  readonly #doc = new Doc()
  readonly #provider: WeftProvider
  readonly #ledger: Ledger
  readonly #edits: Edit[] = []
  #reported = 0

  /** @param name Unique; begins each word that is typed. */
  constructor(url: string, document: string, name: string, ledger: Ledger) {
    this.#name = name
    this.#ledger = ledger
    this.#provider = new WeftProvider(url, document, this.#doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
      maxBackoffTime: 500,
    })
    this.#provider.on('unsaved-changes', (count) => this.#report(this.#edits.length - count))
    this.#provider.on('save-state', (saveState) => {
      if (saveState === 'saved') this.#report(this.#edits.length)
    })
  }

  get provider(): WeftProvider {
    return this.#provider
  }

  /** How many edits were made. */
  get made(): number {
    return this.#edits.length
  }

  /** How many edits were reported saved. */
  get reported(): number {
    return this.#reported
  }

  /** How many edits are with the provider and not known to be saved. */
  get unsaved(): number {
    return this.#provider.unsavedChanges
  }

  /** How many words the document has as it is here. */
  get wordCount(): number {
    return this.#list.length
  }

  /** How many characters a word has; 0 if there is none at this place. */
  wordLength(index: number): number {
    return index >= 0 && index < this.#list.length ? this.#list.get(index).length : 0
  }

  /** Adds a word at the end. @param filling How many characters it has besides its name. */
  insert(filling = 0): void {
    const word = `${this.#name}.${this.#edits.length}${filling > 0 ? `-${'x'.repeat(filling)}` : ''}`
    this.#ledger.inserted(word)
    this.#made({ kind: 'insertion', word }, () => this.#list.push([word]))
  }

  /** Deletes one of the words, by its place in the document as it is here. */
  delete(index: number): void {
    const word = this.#list.get(index)
    this.#ledger.deleted(word)
    this.#made({ kind: 'deletion', word }, () => this.#list.delete(index))
  }

  /** Resolves when the server's whole state is here. */
  whenSynced(): Promise<void> {
    return this.#provider.whenSynced
  }

  whenSaved(): Promise<void> {
    return this.#provider.whenSaved()
  }

  /** Resolves when nothing more comes from a server that has died, and then leaves for good. */
  async leave(): Promise<void> {
    const socket = this.#provider.ws
    if (socket instanceof WebSocket && socket.readyState !== WebSocket.CLOSED)
      await once(socket, 'close').catch(() => {})
    this.end()
  }

  /** Leaves for good, at once. */
  end(): void {
    this.#provider.destroy()
    this.#doc.destroy()
  }

  get #list() {
    return this.#doc.getArray<string>('words')
  }

  #made(edit: Edit, make: () => void): void {
    this.#edits.push(edit)
    make()
    const count = this.#edits.length
    if (count % WHEN_SAVED_EVERY === 0)
      this.#provider.whenSaved().then(
        () => this.#report(count),
        // It rejects when the provider ends, and then nothing is reported.
        () => {},
      )
  }

  #report(count: number): void {
    for (; this.#reported < count; this.#reported += 1) {
      const edit = this.#edits[this.#reported]
      if (edit?.kind === 'insertion') this.#ledger.reportedInserted(edit.word)
      else if (edit) this.#ledger.reportedDeleted(edit.word)
    }
  }
}

/** What a document holds for somebody who comes with nothing. */
export async function readWords(url: string, document: string): Promise<readonly string[]> {
  const doc = new Doc()
  const provider = new WeftProvider(url, document, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  try {
    await provider.whenSynced
    return doc.getArray<string>('words').toArray()
  } finally {
    provider.destroy()
    doc.destroy()
  }
}
