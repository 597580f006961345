import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** Somebody without an editor, who says of themselves whatever they like. */
export class RawPeer {
  readonly #provider: WeftProvider

  private constructor(provider: WeftProvider) {
    this.#provider = provider
  }

  static async join(url: string): Promise<RawPeer> {
    const { origin, pathname } = new URL(url)
    const name = decodeURIComponent(pathname.slice('/d/'.length))
    const provider = new WeftProvider(origin.replace('http', 'ws'), name, new Y.Doc(), {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    })
    await provider.whenSynced
    return new RawPeer(provider)
  }

  get awareness(): WeftProvider['awareness'] {
    return this.#provider.awareness
  }

  destroy(): void {
    this.#provider.destroy()
    this.#provider.doc.destroy()
  }
}
