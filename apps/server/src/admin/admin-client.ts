import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StartProblem } from '../start-problem.ts'
import type { AdminMethod } from './admin-route.ts'
import { socketPlace } from './socket-path.ts'

/** How long an answer to be read whole may be, in bytes. */
const MAX_JSON_BYTES = 256 * 1024 * 1024

export interface AdminRequest {
  readonly query?: Readonly<Record<string, string>>
  readonly body?: AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
}

/** The server that runs on a data folder, asked through its socket. */
export class AdminClient {
  readonly #socketPath: string

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  /** The answer's JSON. @throws {StartProblem} In the server's words when it refuses, or when it went away. */
  async json(method: AdminMethod, path: string, options: AdminRequest = {}): Promise<unknown> {
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of this.stream(method, path, options)) {
      bytes += chunk.byteLength
      if (bytes > MAX_JSON_BYTES) throw new StartProblem('The server answered more than can be.')
      chunks.push(chunk)
    }
    return JSON.parse(Buffer.concat(chunks).toString())
  }

  /** The answer as it comes. It throws as {@link json} does, also when the server breaks off half-way. */
  async *stream(
    method: AdminMethod,
    path: string,
    options: AdminRequest = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const body = options.body && new Sent(options.body)
    let response: IncomingMessage | undefined
    try {
      response = await this.#ask(method, path, options, body)
      if (response.statusCode !== 200) throw new StartProblem(await reasonIn(response))
      for await (const chunk of response) yield bytesOf(chunk)
      await body?.whole
    } catch (error) {
      if (error instanceof StartProblem || options.signal?.aborted) throw error
      // What was to be sent cannot be read: that is nothing that the server did.
      if (body?.failure) throw body.failure
      throw new StartProblem('The server went away before it was done.', { cause: error })
    } finally {
      response?.destroy()
    }
  }

  /** Which version runs there. @throws The system's error when nobody listens. */
  async version(): Promise<string> {
    const response = await this.#ask('GET', '/api/server', {})
    response.resume()
    return [response.headers['weft-version']].flat()[0] ?? 'unknown'
  }

  /** Rejects with the system's error when the server is not there, or goes away before it answers. */
  #ask(
    method: AdminMethod,
    path: string,
    { query, signal }: AdminRequest,
    body?: Sent,
  ): Promise<IncomingMessage> {
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        socketPath: this.#socketPath,
        method,
        path: `${path}${search}`,
        ...(signal === undefined ? {} : { signal }),
      })
      request.on('response', resolve)
      // Also one that comes after the answer began, e.g. EPIPE: then the answer breaks off as well, or was whole.
      request.on('error', reject)
      if (body) body.through(request)
      else request.end()
    })
  }
}

/** What is sent with a request, at the server's pace. */
class Sent {
  readonly #body: AsyncIterable<Uint8Array>
  /** What was thrown where it is read from. */
  failure: Error | undefined
  /** Rejects when not all of it could be sent. */
  whole: Promise<void> = Promise.resolve()

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#body = body
  }

  through(request: ClientRequest): void {
    this.whole = pipeline(Readable.from(this.#watched(), { objectMode: false }), request)
    // A server that refuses may not read to the end; its answer says why.
    this.whole.catch(() => undefined)
  }

  async *#watched(): AsyncGenerator<Uint8Array> {
    const chunks = this.#body[Symbol.asyncIterator]()
    // Not by `yield*` in a `try`: what the connection fails with is thrown in there as well.
    const next = (): Promise<IteratorResult<Uint8Array>> =>
      chunks.next().catch((error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error))
        throw error
      })
    try {
      for (let chunk = await next(); chunk.done !== true; chunk = await next()) yield chunk.value
    } finally {
      await chunks.return?.()
    }
  }
}

/**
 * The server that runs on a data folder; undefined when none listens there, which may have left its socket behind. Who wants
 * to work on the folder then opens it, and its lock tells whether somebody has it nevertheless.
 *
 * @param data Absolute.
 * @param version This command's.
 * @throws {StartProblem} When one runs that cannot be asked.
 */
export async function findServer(data: string, version: string): Promise<AdminClient | undefined> {
  const place = socketPlace(data)
  if (!place.ok) return undefined
  const client = new AdminClient(place.path)
  const theirs = await client.version().catch((error: unknown) => {
    if (isNobody(error)) return undefined
    const why = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      isForbidden(error)
        ? `Cannot talk to the server of "${data}": it belongs to another user. Run this as the user who runs the server.`
        : `Cannot talk to the server of "${data}": ${why}. Is it Weft that listens at "${place.path}"?`,
      { cause: error },
    )
  })
  if (theirs === undefined) return undefined
  if (theirs !== version)
    throw new StartProblem(
      `Cannot talk to the server of "${data}": it is version ${theirs}, and this command is ${version}. Use the same version for both; a server that was upgraded has to be restarted.`,
    )
  return client
}

/** The same for what only a running server can do. @throws {StartProblem} Also when none runs. */
export async function requireServer(data: string, version: string): Promise<AdminClient> {
  const server = await findServer(data, version)
  if (server) return server
  const place = socketPlace(data)
  throw new StartProblem(
    place.ok
      ? `No server runs on "${data}". Start it with "weft serve --data ${data}", or name another folder with --data.`
      : `Cannot talk to the server of "${data}": ${place.reason}. Move the data to a shorter path.`,
  )
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** Whether nobody listens: there is no socket, or only what a killed server left. */
const isNobody = (error: unknown): boolean =>
  ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(String(codeOf(error)))

const isForbidden = (error: unknown): boolean => ['EACCES', 'EPERM'].includes(String(codeOf(error)))

const bytesOf = (chunk: unknown): Uint8Array =>
  chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))

/** The server's own words. */
async function reasonIn(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response) text += String(chunk)
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer === 'object' && answer !== null && 'error' in answer)
      return String(answer.error)
  } catch {
    // Not ours: its status has to do.
  }
  return `The server answered with ${response.statusCode}.`
}
