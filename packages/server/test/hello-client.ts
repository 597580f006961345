import { once } from 'node:events'
import { decodeMessage, encodeMessage } from '@weft/protocol'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** A client that speaks the extension as far as counting goes: it adds items, and knows which of them are saved. */
export class HelloClient {
  readonly doc = new Y.Doc()
  readonly socket: WebSocket
  #sent: string[] = []
  #savedCount = 0
  onSaved: () => void = () => {}

  private constructor(url: string) {
    this.socket = new WebSocket(url)
    // A killed server is what the tests are about.
    this.socket.on('error', () => {})
    this.socket.on('message', (data: Buffer) => {
      const message = decodeMessage(data)
      if (message.type !== 'saved') return
      this.#savedCount = message.count
      this.onSaved()
    })
    this.doc.on('update', (update: Uint8Array) => {
      this.socket.send(encodeMessage({ type: 'update', update }))
    })
    onTestFinished(() => this.end())
  }

  /** Connects, and resolves when the server has said welcome. */
  static async open(url: string): Promise<HelloClient> {
    const client = new HelloClient(url)
    await once(client.socket, 'open')
    const hello = {
      version: 1,
      client: 'test',
      token: '',
      sessionId: '',
      resumeSecret: '',
    } as const
    client.socket.send(encodeMessage({ type: 'hello', ...hello }))
    await once(client.socket, 'message')
    return client
  }

  /** Adds an item, in a message of its own. */
  add(item: string): void {
    this.#sent.push(item)
    this.doc.getArray('items').push([item])
  }

  /** What the server has reported saved. */
  get saved(): readonly string[] {
    return this.#sent.slice(0, this.#savedCount)
  }

  end(): void {
    this.socket.terminate()
    this.doc.destroy()
  }
}
