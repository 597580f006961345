import { once } from 'node:events'
import { WebSocket } from 'ws'

/** Node's inspector of another process, as a debugger uses it. */
export class Inspector {
  readonly #socket: WebSocket
  #id = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** @param url Where it listens, as the process prints it: `ws://127.0.0.1:9229/…` */
  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { maxPayload: 2 ** 30 })
    await once(socket, 'open')
    return new Inspector(socket)
  }

  /**
   * Collects garbage: without that, what a process has in memory says more about when V8 collected last than about what is
   * held. Twice, because what the first time leaves behind may free more.
   */
  async collectGarbage(): Promise<void> {
    await this.#command('HeapProfiler.collectGarbage')
    await this.#command('HeapProfiler.collectGarbage')
  }

  /** Begins to note where its main thread spends its time; what was noted before is forgotten. */
  async startProfile(): Promise<void> {
    await this.#command('Profiler.enable')
    await this.#command('Profiler.stop')
    await this.#command('Profiler.setSamplingInterval', { interval: 500 })
    await this.#command('Profiler.start')
  }

  /** @returns What was noted since, as a `.cpuprofile`: browsers' developer tools show it. Undefined if nothing was. */
  async stopProfile(): Promise<unknown> {
    const { result } = await this.#command('Profiler.stop')
    const isProfile = typeof result === 'object' && result !== null && 'profile' in result
    return isProfile ? result.profile : undefined
  }

  close(): void {
    this.#socket.terminate()
  }

  /** Answers are told in the order of the questions, and events between them have no id. */
  async #command(method: string, params: object = {}): Promise<Answer> {
    this.#id += 1
    const id = this.#id
    const answered = new Promise<Answer>((resolve, reject) => {
      const onMessage = (data: Buffer) => {
        const answer: unknown = JSON.parse(data.toString())
        if (!isAnswer(answer) || answer.id !== id) return
        this.#socket.off('message', onMessage)
        resolve(answer)
      }
      this.#socket.on('message', onMessage)
      this.#socket.once('close', () => reject(new Error('The inspector is gone')))
    })
    this.#socket.send(JSON.stringify({ id, method, params }))
    return answered
  }
}

interface Answer {
  readonly id: number
  readonly result?: unknown
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'id' in message
}
