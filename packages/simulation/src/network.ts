import { decodeChannelFrame, inChannel, messageType, type DocumentName } from '@weft/protocol'
import type { Peer, Session, SharedConnection } from '@weft/server/core'
import { SimulatedLink } from '@weft/testkit'
import { digest } from './history.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { SimulatedWebSocket } from './simulated-web-socket.ts'
import type { World } from './world.ts'

/** Whoever takes connections: the server, while it is up. */
export interface Listener {
  readonly process: SimulatedProcess
  /** @param document Undefined for a connection that many documents share. */
  accept(document: DocumentName | undefined, peer: Peer): Served
}

/** The server's end of a connection. */
type Served = Session | SharedConnection

/** Bytes that a frame costs on the wire besides its own. */
const FRAME_OVERHEAD_BYTES = 6
const ABNORMAL = 1006

/** The network between all pages and the one server. */
export class Network {
  /** The server; undefined while there is none. */
  listener: Listener | undefined
  /** Connections are taken and dropped at once, as by a proxy whose server is not there. */
  isRefusing = false
  /** Mean latency in milliseconds. */
  latencyMs = 5
  readonly connections = new Set<Connection>()
  readonly #world: World
  #count = 0

  constructor(world: World) {
    this.#world = world
  }

  connect(socket: SimulatedWebSocket): Connection {
    this.#count += 1
    const connection = new Connection(this.#world, this, socket, this.#count)
    this.connections.add(connection)
    socket.page.attempts.made(this.#world.clock.now())
    if (socket.page.isOffline) connection.cut()
    return connection
  }

  drawLatencyMs(): number {
    const { random } = this.#world
    return this.latencyMs * (0.5 + random.next())
  }

  /** The server's process is gone: its kernel tells those who can be told. */
  serverDied(process: SimulatedProcess, tellsPeers: boolean): void {
    for (const connection of this.connections) connection.serverDied(process, tellsPeers)
  }
}

/** One WebSocket connection, from both ends. Either may believe that it lives when it does not. */
export class Connection {
  readonly socket: SimulatedWebSocket
  readonly id: number
  readonly #world: World
  readonly #network: Network
  readonly #up: SimulatedLink
  readonly #down: SimulatedLink
  #server: { readonly process: SimulatedProcess; readonly session: Served } | undefined

  constructor(world: World, network: Network, socket: SimulatedWebSocket, id: number) {
    this.#world = world
    this.#network = network
    this.socket = socket
    this.id = id
    const { clock } = world
    const latencyMs = () => network.drawLatencyMs()
    this.#up = new SimulatedLink({ clock, latencyMs })
    this.#down = new SimulatedLink({
      clock,
      latencyMs,
      drained: () => this.#atServer((session) => session.drained()),
    })
    world.note(`${this.#name} connects`)
    this.#up.send(0, () => this.#arrive())
  }

  /** What the server has sent and the page's machine has not read, in bytes. */
  get bufferedBytes(): number {
    return this.#down.bufferedBytes
  }

  /** What the page has sent and its machine has not, in bytes. */
  get unsentBytes(): number {
    return this.#up.bufferedBytes
  }

  /** Whether it is dead in some direction, whoever knows. */
  get isBroken(): boolean {
    return this.#up.isCut || this.#down.isCut
  }

  get isServed(): boolean {
    return this.#server !== undefined
  }

  sendUp(frame: Uint8Array): void {
    this.#world.note(`${this.#name} up ${frame[0]} ${digest(frame)}`)
    if (frame[0] === messageType.openChannel) {
      this.socket.page.openings.made(this.#world.clock.now())
    }
    this.#up.send(frame.length + FRAME_OVERHEAD_BYTES, () => {
      this.#atServer((session) => {
        session.receive(frame)
        session.arrived(0, true)
      })
    })
  }

  closeUp(code: number, reason: string): void {
    this.#world.note(`${this.#name} closes ${code}`)
    this.#up.send(FRAME_OVERHEAD_BYTES, () => {
      this.#endServer()
      this.#down.send(FRAME_OVERHEAD_BYTES, () => {
        this.#atPage(() => this.socket.closed(code, reason))
        this.#forget()
      })
    })
  }

  /** The browser gave up connecting. */
  abandon(): void {
    this.cutForServer()
  }

  stall(direction: 'up' | 'down'): void {
    if (direction === 'up') this.#up.stall()
    else this.#down.stall()
  }

  resume(): void {
    this.#up.resume()
    this.#down.resume()
  }

  /** How fast the page's machine reads, in bytes per millisecond. */
  read(bytesPerMs: number): void {
    this.#down.read(bytesPerMs)
  }

  /** Nothing passes any more, and nobody is told. */
  cut(): void {
    this.#up.cut()
    this.#down.cut()
  }

  /** The same, and the page is told. What the server had sent before arrives. */
  cutForPage(): void {
    this.#up.cut()
    this.#down.send(0, () => {
      this.#atPage(() => this.socket.closed(ABNORMAL, ''))
      this.#down.cut()
    })
  }

  /** The same, and the server is told. What the page had sent before arrives. */
  cutForServer(): void {
    this.#down.cut()
    this.#up.send(0, () => {
      this.#endServer()
      this.#up.cut()
      this.#forget()
    })
  }

  /** Both ends are told. What is under way arrives first. */
  reset(): void {
    this.#down.send(0, () => this.#atPage(() => this.socket.closed(ABNORMAL, '')))
    this.#up.send(0, () => {
      this.#endServer()
      this.#forget()
    })
  }

  serverDied(process: SimulatedProcess, tellsPeers: boolean): void {
    if (this.#server?.process !== process) return
    this.#server = undefined
    this.#up.cut()
    if (tellsPeers) this.cutForPage()
    else this.#down.cut()
    this.#forget()
  }

  #arrive(): void {
    const { listener, isRefusing } = this.#network
    if (!listener || isRefusing) {
      this.#down.send(0, () => {
        this.#atPage(() => {
          if (isRefusing) this.socket.opened()
          this.socket.failed()
        })
        this.#forget()
      })
      return
    }
    const { process } = listener
    process.deliver(() => {
      this.#down.send(0, () => this.#atPage(() => this.socket.opened()))
      const session = listener.accept(this.socket.document, this.#peer())
      this.#server = { process, session }
    })
  }

  #peer(): Peer {
    return {
      send: (frames, prefix) => {
        for (const frame of frames) this.#sendDown(prefix ? inChannel(prefix, frame) : frame)
      },
      bufferedBytes: () => this.#down.bufferedBytes,
      ping: () => {
        // Browsers answer on their own, whatever the page does.
        this.#down.send(FRAME_OVERHEAD_BYTES, () => {
          this.#up.send(FRAME_OVERHEAD_BYTES, () => this.#atServer((session) => session.ponged()))
        })
      },
      close: ({ code }, reason) => {
        this.#world.note(`${this.#name} closed by the server ${code}`)
        this.#world.count(`closed.${code}`)
        this.#server = undefined
        this.#down.send(FRAME_OVERHEAD_BYTES, () => {
          this.#atPage(() => {
            this.socket.page.attempts.sentAway()
            this.socket.page.openings.sentAway()
            this.socket.closed(code, reason)
          })
          this.#forget()
        })
      },
      terminate: () => {
        this.#world.note(`${this.#name} terminated`)
        this.#server = undefined
        this.cutForPage()
        this.#forget()
      },
    }
  }

  #sendDown(frame: Uint8Array): void {
    this.#world.note(`${this.#name} down ${frame[0]} ${digest(frame)}`)
    this.#down.send(frame.length + FRAME_OVERHEAD_BYTES, () => {
      this.#atPage(() => {
        this.#judge(frame)
        this.socket.received(frame.slice())
      })
    })
  }

  /** Whether the server has answered an attempt to connect, or has sent somebody away. */
  #judge(frame: Uint8Array): void {
    const { attempts, openings } = this.socket.page
    if (frame[0] === messageType.welcome || frame[0] === messageType.pong) attempts.answered()
    if (frame[0] === messageType.closeChannel) openings.sentAway()
    const inner = decodeChannelFrame(frame)
    if (inner?.type === 'channel' && inner.frame[0] === messageType.welcome) openings.answered()
  }

  #atServer(tell: (session: Served) => void): void {
    const server = this.#server
    if (!server) return
    server.process.deliver(() => {
      if (this.#server === server) tell(server.session)
    })
  }

  #atPage(tell: () => void): void {
    this.socket.page.process.deliver(tell)
  }

  #endServer(): void {
    this.#atServer((session) => {
      this.#server = undefined
      session.ended()
    })
  }

  #forget(): void {
    this.#network.connections.delete(this)
  }

  get #name(): string {
    return `connection ${this.id} of ${this.socket.page.name}`
  }
}
