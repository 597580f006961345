import './real-web-socket.test-support.ts'
import { FRAGMENT_BYTES } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { openStockClient, stockSynced } from './stock-client.test-support.ts'
import { textOf } from './waiting.test-support.ts'
import { openWeftClient, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

const FIVE_MIB = 5 * 1024 * 1024
/** What a fragment's header takes at most, in bytes. */
const HEADER_BYTES = 32

describe('a document of 5 MiB', () => {
  it('goes up and down in fragments between the provider and the server', async () => {
    const { url } = await startWeftServer()
    const upFrames = new MeasuredWebSockets()
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(FIVE_MIB))
    const ours = openWeftClient(url, 'book', { doc, WebSocketPolyfill: upFrames.WebSocket })
    await ours.whenSaved()
    expect(sum(upFrames.sent)).toBeGreaterThan(FIVE_MIB)
    expect(Math.max(...upFrames.sent)).toBeLessThanOrEqual(FRAGMENT_BYTES + HEADER_BYTES)

    const downFrames = new MeasuredWebSockets()
    const other = openWeftClient(url, 'book', { WebSocketPolyfill: downFrames.WebSocket })
    await weftSynced(other)
    expect(textOf(other)).toBe(textOf(ours))
    expect(sum(downFrames.received)).toBeGreaterThan(FIVE_MIB)
    expect(Math.max(...downFrames.received)).toBeLessThanOrEqual(FRAGMENT_BYTES + HEADER_BYTES)
  })

  it('made by many hands reaches both kinds of client whole', async () => {
    const { url } = await startWeftServer()
    const doc = manyHands(52, 100_000)
    const ours = openWeftClient(url, 'book', { doc })
    await ours.whenSaved()
    const other = openWeftClient(url, 'book')
    const stock = openStockClient(url, 'book')
    await Promise.all([weftSynced(other), stockSynced(stock)])
    expect(textOf(other)).toBe(textOf(ours))
    expect(textOf(stock)).toBe(textOf(other))
  })
})

/** A document to which so many clients each gave some text, each after the one before. */
function manyHands(hands: number, length: number): Y.Doc {
  const whole = new Y.Doc()
  for (let hand = 0; hand < hands; hand += 1) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(whole))
    const text = doc.getText('text')
    text.insert(text.length / 2, String(hand % 10).repeat(length))
    Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(whole)))
    doc.destroy()
  }
  return whole
}

/** WebSockets that note the size of each frame. */
class MeasuredWebSockets {
  readonly sent: number[] = []
  readonly received: number[] = []
  readonly WebSocket: new (url: string, protocols?: string[]) => WebSocket

  constructor() {
    const { sent, received } = this
    this.WebSocket = class extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols)
        this.on('message', (data: ArrayBuffer) => received.push(data.byteLength))
      }

      override send(data: Uint8Array): void {
        sent.push(data.byteLength)
        super.send(data)
      }
    }
  }
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0)
}
