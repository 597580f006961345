import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

type Headers = Readonly<Record<string, string>>

/** An unmodified y-websocket client, and all that it has heard from the server. */
export class StockClient {
  readonly provider: WebsocketProvider
  readonly #heard: Buffer[] = []

  /**
   * @param headers Of its upgrade requests, which a client outside browsers may choose.
   * @param params Of its address.
   */
  constructor(serverUrl: string, room: string, headers: Headers = {}, params: Headers = {}) {
    const heard = this.#heard
    class RecordingSocket extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers })
        this.on('message', (data) => {
          if (data instanceof ArrayBuffer) heard.push(Buffer.from(data))
        })
        this.on('close', (_code, reason) => heard.push(reason))
      }
    }
    // What the client takes by default, as in a browser.
    vi.stubGlobal('WebSocket', RecordingSocket)
    this.provider = new WebsocketProvider(serverUrl, room, new Y.Doc(), {
      disableBc: true,
      params,
    })
    onTestFinished(() => {
      this.provider.destroy()
      this.provider.doc.destroy()
    })
  }

  /** Every byte that the server sent, close reasons included. */
  get heard(): Buffer {
    return Buffer.concat(this.#heard)
  }

  get text(): string {
    return this.provider.doc.getText('text').toString()
  }

  type(text: string): void {
    this.provider.doc.getText('text').insert(0, text)
  }

  /** Who it shows as being here, besides itself. */
  get others(): unknown[] {
    const { awareness } = this.provider
    return [...awareness.getStates()]
      .filter(([clientId]) => clientId !== awareness.clientID)
      .map(([, state]) => state)
  }

  async synced(): Promise<this> {
    if (!this.provider.synced)
      await new Promise<void>((resolve) => this.provider.once('sync', () => resolve()))
    return this
  }

  /** Resolves with the code of the next close, final or not. */
  nextClose(): Promise<number> {
    return new Promise((resolve) =>
      this.provider.once('connection-close', (event) => resolve(event?.code ?? 0)),
    )
  }

  /** Resolves with the close that it takes for final. */
  closed(): Promise<{ readonly code: number; readonly reason: string }> {
    return new Promise((resolve) => this.provider.once('closed', resolve))
  }
}
