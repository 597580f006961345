import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** By the beginning of a path, the port of who answers for what is below it. The longest counts. */
export type Upstreams = Readonly<Record<string, () => number>>

/** A host with several servers, each below a path of its own; it hands everything on as it came. */
export class PathProxy {
  readonly #server: Server
  readonly #upstreams: Upstreams
  readonly #sockets = new Set<Socket>()

  private constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
    this.#server = createServer((asked, answer) => {
      const { method = 'GET', url = '/', headers } = asked
      const port = this.#portFor(url)
      const onward = request(
        { host: '127.0.0.1', port, method, path: url, headers },
        (answered) => {
          answer.writeHead(answered.statusCode ?? 502, answered.headers)
          answered.pipe(answer)
        },
      )
      onward.on('error', () => answer.headersSent || answer.writeHead(502).end('away'))
      asked.pipe(onward)
    })
    this.#server.on('upgrade', (asked: IncomingMessage, socket: Socket) => {
      this.#upgrade(asked, socket)
    })
  }

  static async start(upstreams: Upstreams): Promise<PathProxy> {
    const proxy = new PathProxy(upstreams)
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening')
    return proxy
  }

  /** E.g. `http://127.0.0.1:41234`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #portFor(url: string): number {
    const [path = '/'] = Object.keys(this.#upstreams)
      .filter((one) => url.startsWith(one))
      .sort((one, other) => other.length - one.length)
    return this.#upstreams[path]?.() ?? 0
  }

  #upgrade({ url = '/', rawHeaders }: IncomingMessage, socket: Socket): void {
    const onward = connect(this.#portFor(url), '127.0.0.1')
    const end = (): void => {
      socket.destroy()
      onward.destroy()
    }
    for (const one of [socket, onward]) {
      this.#sockets.add(one)
      one.on('error', end).on('close', () => {
        this.#sockets.delete(one)
        end()
      })
    }
    const lines = rawHeaders.flatMap((name, at) =>
      at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : [],
    )
    onward.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    socket.pipe(onward).pipe(socket)
  }
}
