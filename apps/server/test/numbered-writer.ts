import { WeftProvider } from '@weft/provider'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** Whose edit it is, and which of that writer's. */
export type NumberedEdit = `${number}:${number}`

/** The edits that a document has, in its order. */
export const editsIn = (doc: Y.Doc): readonly NumberedEdit[] =>
  doc.getArray<NumberedEdit>('edits').toArray()

/** Somebody on Weft's provider who counts the own edits, until the test ends. */
export class NumberedWriter {
  readonly document: string
  readonly #number: number
  readonly #provider: WeftProvider
  #written = 0
  #lostMs = 0
  /** From when the connection was lost until the first attempt to come back, in milliseconds. */
  firstReturnMs: number | undefined

  constructor(address: string, document: string, number: number) {
    this.document = document
    this.#number = number
    // It is looked up in each constructor, and would otherwise be that of the socket.
    const attempted = (): void => this.#attempted()
    class WatchedWebSocket extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        attempted()
      }
    }
    this.#provider = new WeftProvider(`ws://${address}`, document, new Y.Doc(), {
      WebSocketPolyfill: WatchedWebSocket,
      disableBc: true,
    })
    this.#provider.on('connection-close', () => (this.#lostMs = performance.now()))
    onTestFinished(() => {
      this.#provider.destroy()
      this.#provider.doc.destroy()
    })
  }

  get isSynced(): boolean {
    return this.#provider.synced
  }

  get isAway(): boolean {
    return this.#lostMs > 0
  }

  get written(): number {
    return this.#written
  }

  /** So many of the own edits, the first ones, were reported saved. */
  get saved(): number {
    return this.#written - this.#provider.unsavedChanges
  }

  get doc(): Y.Doc {
    return this.#provider.doc
  }

  /** Writes the next edit. */
  write(): void {
    this.#written += 1
    this.doc.getArray<NumberedEdit>('edits').push([`${this.#number}:${this.#written}`])
  }

  /** The first of the own edits, up to this one. */
  edits(upTo = this.#written): readonly NumberedEdit[] {
    return Array.from({ length: upTo }, (_, index) => this.#edit(index + 1))
  }

  /** The edits of these that are this writer's, as they stand there. */
  ownIn(edits: readonly NumberedEdit[]): readonly NumberedEdit[] {
    return edits.filter((edit) => this.#isOwn(edit))
  }

  /** The edits that only the server can have brought. */
  get heard(): readonly NumberedEdit[] {
    return editsIn(this.doc).filter((edit) => !this.#isOwn(edit))
  }

  whenSaved(): Promise<void> {
    return this.#provider.whenSaved()
  }

  #edit(count: number): NumberedEdit {
    return `${this.#number}:${count}`
  }

  #isOwn(edit: NumberedEdit): boolean {
    return edit.startsWith(`${this.#number}:`)
  }

  #attempted(): void {
    if (this.isAway) this.firstReturnMs ??= performance.now() - this.#lostMs
  }
}
