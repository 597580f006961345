import { documentNameFromPath, SHARED_PARAMETER, type DocumentName } from '@weft/protocol'
import type { Connection, Network } from './network.ts'
import type { Page } from './page.ts'

/** When the browser gives up an attempt to connect or to close politely, in milliseconds. Real ones take longer. */
const BROWSER_TIMEOUT_MS = 20_000
const ABNORMAL = 1006

/** The browser's end of a connection, as far as providers use it. */
export class SimulatedWebSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly OPEN = 1
  /** Undefined for a connection that many documents share. */
  readonly document: DocumentName | undefined
  readonly page: Page
  binaryType = 'blob'
  readyState: number = SimulatedWebSocket.CONNECTING
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  readonly #connection: Connection

  constructor(network: Network, page: Page, url: string) {
    const { pathname, searchParams } = new URL(url)
    const isShared = pathname === '/' && searchParams.has(SHARED_PARAMETER)
    const name = documentNameFromPath(pathname.slice(1))
    if (!name.ok && !isShared) throw new Error(name.reason)
    this.document = name.ok ? name.name : undefined
    this.page = page
    this.#connection = network.connect(this)
    page.process.after(BROWSER_TIMEOUT_MS, () => {
      if (this.readyState !== SimulatedWebSocket.CONNECTING) return
      this.#connection.abandon()
      this.failed()
    })
  }

  get bufferedAmount(): number {
    return this.#connection.unsentBytes
  }

  send(data: Uint8Array | ArrayBuffer): void {
    if (this.readyState !== SimulatedWebSocket.OPEN || this.page.process.isDead) return
    this.#connection.sendUp(new Uint8Array(data).slice())
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= SimulatedWebSocket.CLOSING || this.page.process.isDead) return
    const wasOpen = this.readyState === SimulatedWebSocket.OPEN
    this.readyState = SimulatedWebSocket.CLOSING
    if (!wasOpen) {
      this.#connection.abandon()
      this.page.process.after(0, () => this.failed())
      return
    }
    this.#connection.closeUp(code, reason)
    this.page.process.after(BROWSER_TIMEOUT_MS, () => this.closed(ABNORMAL, ''))
  }

  /** The server took the connection. */
  opened(): void {
    if (this.readyState !== SimulatedWebSocket.CONNECTING) return
    this.readyState = SimulatedWebSocket.OPEN
    this.onopen?.(new Event('open'))
  }

  /** There is nobody to connect to. */
  failed(): void {
    if (this.readyState === SimulatedWebSocket.CLOSED) return
    this.onerror?.(new Event('error'))
    this.closed(ABNORMAL, '')
  }

  received(frame: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== SimulatedWebSocket.OPEN) return
    this.onmessage?.(new MessageEvent('message', { data: frame.slice().buffer }))
  }

  closed(code: number, reason: string): void {
    if (this.readyState === SimulatedWebSocket.CLOSED) return
    this.readyState = SimulatedWebSocket.CLOSED
    const wasClean = code !== ABNORMAL
    // Node 20 has no CloseEvent.
    this.onclose?.(Object.assign(new Event('close'), { code, reason, wasClean }))
  }
}
