import type { WeftProvider } from '@weft/provider'
import * as Y from 'yjs'
import type { DurableDocuments } from './durable-documents.ts'
import { extentOf, lackOf, type EditExtent } from './edit-extent.ts'
import type { Token } from './token-book.ts'

/** What an application wrote and deleted in one go. */
export interface Work {
  readonly written: readonly Token[]
  readonly deleted: readonly Token[]
}

interface Edit extends EditExtent, Work {
  /** It was on disk before another state took its place there, and the word of that may still be on its way. */
  wasReplaced: boolean
}

export const NO_WORK: Work = { written: [], deleted: [] }

/**
 * The edits that a provider has to bring to the server, counted as it must count them. Each edit that it no longer calls
 * unsaved must be on the server's disk.
 */
export class Ledger {
  readonly #provider: WeftProvider
  readonly #document: string
  readonly #workOf: () => Work | undefined
  readonly #unsaved: Edit[] = []
  #made = 0
  /** How many of the edits, from the first on, a promise of the provider has called saved. */
  #promised = 0

  /** @param workOf What the application did in the present transaction. */
  constructor(provider: WeftProvider, document: string, workOf: () => Work | undefined) {
    this.#provider = provider
    this.#document = document
    this.#workOf = workOf
    const { doc } = provider
    if (doc.store.clients.size > 0 || doc.store.pendingStructs) {
      // What waits for its parents is nobody's edit yet.
      this.#add(integratedStateOf(doc), NO_WORK)
    }
    doc.on('update', this.#onUpdate)
  }

  end(): void {
    this.#provider.doc.off('update', this.#onUpdate)
  }

  /** Waits for the provider's word that all edits made so far are saved. */
  awaitSaved(): void {
    const made = this.#made
    this.#provider.whenSaved().then(
      () => {
        this.#promised = Math.max(this.#promised, made)
      },
      // It was refused, or ended: then there is nothing to know any more.
      () => {},
    )
  }

  /** Another state takes the place of what is on disk, which is `doc`. */
  replaced(doc: Y.Doc): void {
    for (const edit of this.#unsaved) if (!lackOf(doc, edit)) edit.wasReplaced = true
  }

  /** Compares what the provider says with what is on disk. Returns what is wrong. */
  async check(
    durable: DurableDocuments,
    note: (what: string) => void,
  ): Promise<string | undefined> {
    const { unsavedChanges, saveState } = this.#provider
    if (saveState === 'saved' && unsavedChanges > 0) {
      return `it says saved, with ${unsavedChanges} unsaved changes`
    }
    if (unsavedChanges === 0 && saveState !== 'saved') {
      return `it says ${saveState} without unsaved changes`
    }
    const saved = this.#unsaved.splice(0, this.#unsaved.length - unsavedChanges)
    if (this.#unsaved.length !== unsavedChanges) {
      return `it counts ${unsavedChanges} unsaved changes of ${this.#unsaved.length}`
    }
    if (this.#promised > this.#made - this.#unsaved.length) {
      return 'whenSaved has resolved too early'
    }
    if (saved.length === 0) return undefined
    const doc = await durable.read(this.#document)
    for (const edit of saved) {
      if (edit.wasReplaced) continue
      const lack = doc ? lackOf(doc, edit) : 'the whole document'
      if (lack) return `it says saved what is not on disk: ${lack}`
      if (edit.written.length + edit.deleted.length > 0) {
        note(`saved +${namesOf(edit.written)} -${namesOf(edit.deleted)}`)
      }
      for (const token of edit.written) token.isSaved = true
      for (const token of edit.deleted) token.isRemovalSaved = true
    }
    return undefined
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#provider) return
    this.#add(update, this.#workOf() ?? NO_WORK)
  }

  #add(update: Uint8Array, work: Work): void {
    this.#made += 1
    this.#unsaved.push({ ...extentOf(update), ...work, wasReplaced: false })
  }
}

function integratedStateOf(doc: Y.Doc): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.store.pendingStructs = null
  copy.store.pendingDs = null
  return Y.encodeStateAsUpdate(copy)
}

function namesOf(tokens: readonly Token[]): string {
  return tokens.map(({ id }) => id).join(',')
}
