import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { Watched } from './watched.test-support.ts'

const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** The lines of an upgrade request, to change at will. */
export function upgradeRequest(target: string, ...moreHeaders: readonly string[]): string {
  const lines = [
    `GET ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
    ...moreHeaders,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Bytes from hexadecimal digits; spaces are only for the eye. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex')
}

/** The header of a client's frame, masked with zeros, so that the payload is sent as it is. */
export function frameHeader(payloadBytes: number, opcode = 2, isFinal = true): Buffer {
  const length =
    payloadBytes < 126
      ? Buffer.from([payloadBytes | 0x80])
      : payloadBytes < 65_536
        ? Buffer.from([0xfe, payloadBytes >> 8, payloadBytes & 0xff])
        : Buffer.concat([Buffer.from([0xff]), bigEndian(payloadBytes)])
  return Buffer.concat([Buffer.from([opcode | (isFinal ? 0x80 : 0)]), length, Buffer.alloc(4)])
}

/** A client's whole frame. */
export function frame(payload: Uint8Array, opcode = 2, isFinal = true): Buffer {
  return Buffer.concat([frameHeader(payload.length, opcode, isFinal), payload])
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

/** What the server sent in one frame. */
interface ReceivedFrame {
  readonly opcode: number
  readonly payload: Buffer
}

/** A connection that sends any bytes it likes, and reads frames only to see what the server says. */
export class RawClient extends Watched {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #hasEnded = false

  constructor(port: number) {
    super()
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.changed()
    })
    const ended = () => {
      this.#hasEnded = true
      this.changed()
    }
    // A reset is as good an end as any.
    this.socket.on('error', ended)
    this.socket.on('end', ended)
    this.socket.on('close', ended)
    onTestFinished(() => void this.socket.destroy())
  }

  /** Connects and upgrades. */
  static async open(port: number, path = '/room'): Promise<RawClient> {
    const client = new RawClient(port)
    client.socket.write(upgradeRequest(path))
    await client.answered()
    return client
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** The status of the server's answer, once the whole head of it is here. */
  async answered(): Promise<number> {
    await this.until('the server answers', () => this.#head() !== undefined || this.#hasEnded)
    return Number(this.#head()?.split(' ')[1] ?? 0)
  }

  /** The head of the server's answer, in lower case. */
  get head(): string {
    return (this.#head() ?? '').toLowerCase()
  }

  send(...bytes: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(bytes))
  }

  /** The code of the server's close frame, 1006 if it ended without, undefined if it has not. */
  get closedNow(): number | undefined {
    const payload = this.#frames().find(({ opcode }) => opcode === 8)?.payload
    if (payload && payload.length >= 2) return payload.readUInt16BE(0)
    return payload || this.#hasEnded ? 1006 : undefined
  }

  /** Resolves with the code of the server's close frame. */
  async closed(): Promise<number> {
    await this.until('the server closes', () => this.closedNow !== undefined)
    return this.closedNow ?? 1006
  }

  /** Resolves when the server has ended the connection. */
  ended(): Promise<void> {
    return this.until('the connection ends', () => this.#hasEnded)
  }

  /** Resolves when the server has sent a binary frame. */
  heard(): Promise<void> {
    return this.until('the server says something', () =>
      this.#frames().some(({ opcode }) => opcode === 2),
    )
  }

  #head(): string | undefined {
    const end = this.#received.indexOf('\r\n\r\n')
    return end === -1 ? undefined : this.#received.toString('latin1', 0, end)
  }

  #frames(): ReceivedFrame[] {
    const frames: ReceivedFrame[] = []
    let at = this.#received.indexOf('\r\n\r\n') + 4
    while (at + 2 <= this.#received.length) {
      const short = (this.#received[at + 1] ?? 0) & 0x7f
      const start = at + 2 + (short === 127 ? 8 : short === 126 ? 2 : 0)
      if (start > this.#received.length) break
      const length =
        short === 127
          ? Number(this.#received.readBigUInt64BE(at + 2))
          : short === 126
            ? this.#received.readUInt16BE(at + 2)
            : short
      if (start + length > this.#received.length) break
      const payload = this.#received.subarray(start, start + length)
      frames.push({ opcode: (this.#received[at] ?? 0) & 0x0f, payload })
      at = start + length
    }
    return frames
  }
}

/** A client that has joined a document, and was answered. */
export async function joined(port: number, path = '/room'): Promise<RawClient> {
  const client = await RawClient.open(port, path)
  client.send(frame(hex('00 00 01 00')))
  await client.heard()
  return client
}
