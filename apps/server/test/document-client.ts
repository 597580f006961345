import { decodeMessage, encodeMessage } from '@weft/protocol'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'

/** A client that speaks what every Yjs client does, and nothing of the extension. */
export class DocumentClient {
  readonly doc: Doc
  readonly #socket: WebSocket
  readonly closed: Promise<number>

  /**
   * @param address As `host:port`, or the URL below which documents are.
   * @param doc What it has of the document already.
   * @param options Of its WebSocket.
   */
  constructor(address: string, documentName: string, doc = new Doc(), options: ClientOptions = {}) {
    this.doc = doc
    const url = address.includes('://') ? address : `ws://${address}`
    this.#socket = new WebSocket(`${url}/${documentName}`, {
      rejectUnauthorized: false,
      ...options,
    })
    this.closed = new Promise((resolve) => this.#socket.on('close', resolve))
    this.#socket.on('error', () => undefined)
    this.#socket.on('open', () => {
      this.#send({ type: 'syncStep1', stateVector: encodeStateVector(doc) })
    })
    this.#socket.on('message', (data: Buffer) => {
      const message = decodeMessage(data)
      if (message.type === 'syncStep1')
        this.#send({ type: 'syncStep2', update: encodeStateAsUpdate(doc, message.stateVector) })
      if (message.type === 'syncStep2' || message.type === 'update')
        applyUpdate(doc, message.update, this)
    })
    doc.on('update', this.#onUpdate)
    onTestFinished(() => this.leave())
  }

  /** Resolves when the document holds this text. */
  async sees(text: string): Promise<void> {
    const shared = this.doc.getText('text')
    while (shared.toString() !== text)
      await new Promise((resolve) => shared.doc?.once('update', resolve))
  }

  leave(): void {
    this.doc.off('update', this.#onUpdate)
    this.#socket.terminate()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && this.#socket.readyState === WebSocket.OPEN)
      this.#send({ type: 'update', update })
  }

  #send(message: Parameters<typeof encodeMessage>[0]): void {
    this.#socket.send(encodeMessage(message))
  }
}
