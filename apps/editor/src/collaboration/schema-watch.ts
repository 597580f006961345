import type { Doc, Transaction } from 'yjs'
import { Observable } from './observable.ts'

/**
 * The version of what a document can hold: nodes, marks, their attributes and what may stand in what. One more with each
 * release that adds something, and never less.
 */
export const SCHEMA_VERSION = 1

/** The root in the Yjs document, and the key in it, by which a document says what it needs. */
const META = 'meta'
const SCHEMA = 'schema'

/**
 * `known`: this editor knows all that the document says to hold. `newer`: it does not, and must keep its hands off.
 * `newer-from-start`: the same, and it was so when the document came; so to load the page again may not help.
 */
export type SchemaState = 'known' | 'newer' | 'newer-from-start'

/** The version of the schema that a document says to need; 1 for one that says nothing, or nothing sensible. */
export function neededSchema(doc: Doc): number {
  const needed = doc.getMap(META).get(SCHEMA)
  return typeof needed === 'number' && Number.isSafeInteger(needed) && needed > 1 ? needed : 1
}

/**
 * Whether an editor of this version may be bound to a document. The binding deletes what its schema does not know, for
 * everybody. So whoever writes what an older version does not know says so first, in an earlier change of the same
 * client, which no window can get after the content: it sets `schema` in the root `meta`, unless that is as high already.
 *
 * What nobody has declared is deleted as ever. So an unknown node alone, which anybody could put in, locks nobody out; and
 * from a declaration that no page can satisfy, {@link SchemaWatch.editAnyway} leads out.
 */
export class SchemaWatch extends Observable<SchemaState> {
  readonly #doc: Doc
  readonly #version: number
  readonly #stop: () => void

  /**
   * @param hasCome Whether there has been a text to work with before.
   * @param version What the editor knows.
   */
  constructor(doc: Doc, hasCome: () => boolean, version: number) {
    super('known')
    this.#doc = doc
    this.#version = version
    const meta = doc.getMap(META)
    // Before any observer sees the change: the binding is one.
    const look = (transaction: Transaction) => {
      const changed: ReadonlyMap<unknown, unknown> = transaction.changed
      if (changed.has(meta)) this.#look(hasCome() ? 'newer' : 'newer-from-start')
    }
    doc.on('beforeObserverCalls', look)
    this.#stop = () => doc.off('beforeObserverCalls', look)
    this.#look('newer-from-start')
  }

  /** Gives up what this version does not know, for everybody. Only ever by somebody's own choice. */
  editAnyway(): void {
    this.#doc.getMap(META).set(SCHEMA, this.#version)
    this.set('known')
  }

  destroy(): void {
    this.#stop()
  }

  /** What was newer once stays so, whatever is declared next: the editor that has let go of the text does not take it up. */
  #look(newer: SchemaState): void {
    if (this.get() === 'known' && neededSchema(this.#doc) > this.#version) this.set(newer)
  }
}
