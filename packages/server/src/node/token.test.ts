import { decodeMessage, encodeMessage, type Message } from '@weft/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Authorization, Requester } from '../core/ports.ts'
import { startServer } from './running-server.test-support.ts'
import { SharedClient } from './shared-client.test-support.ts'
import { Watched } from './watched.test-support.ts'

/** A client that says hello over a real socket, and keeps what it hears. */
class ExtendedClient extends Watched {
  readonly messages: Message[] = []
  readonly #socket: WebSocket
  closeCode: number | undefined

  constructor(url: string, token: string) {
    super()
    this.#socket = new WebSocket(url)
    this.#socket.on('open', () =>
      this.say({
        type: 'hello',
        version: 3,
        client: 'test',
        token,
        sessionId: '',
        resumeSecret: '',
      }),
    )
    this.#socket.on('message', (data: Buffer) => {
      this.messages.push(decodeMessage(data))
      this.changed()
    })
    this.#socket.on('close', (code) => {
      this.closeCode = code
      this.changed()
    })
    onTestFinished(() => this.#socket.terminate())
  }

  say(message: Message): void {
    this.#socket.send(encodeMessage(message))
  }

  async heard<T extends Message['type']>(type: T, count = 1): Promise<Message[]> {
    const all = () => this.messages.filter((message) => message.type === type)
    await this.until(`${type} comes`, () => all().length >= count)
    return all()
  }

  async closed(): Promise<number> {
    await this.until('the server closes', () => this.closeCode !== undefined)
    return this.closeCode ?? 0
  }
}

const allowed: Authorization = { allowed: true }

// So that the server looks every 5 ms whether a token has run out.
const limits = { pingIntervalMs: 20 }

test('[T1] a token that runs out ends the connection with 4401, and [T2] another one keeps it', async () => {
  const authorize = ({ token }: Requester): Authorization =>
    token === 'short' ? { allowed: true, validForMs: 40 } : { allowed: true, validForMs: 60_000 }
  const { url, server } = await startServer({ authorize, limits })
  const [left, renewed] = [
    new ExtendedClient(`${url}/doc`, 'short'),
    new ExtendedClient(`${url}/doc`, 'short'),
  ]
  await renewed.heard('tokenValid')
  renewed.say({ type: 'token', token: 'long' })
  const [, second] = await renewed.heard('tokenValid', 2)
  expect(await left.closed()).toBe(4401)
  expect(second).toEqual({ type: 'tokenValid', validForMs: 60_000 })
  expect(renewed.closeCode).toBeUndefined()
  expect(server.peers).toBe(1)
})

test('[T4][T5] reauthorize takes the right to write, and then the connection', async () => {
  let allows: readonly string[] = ['read', 'write', 'create']
  const authorize = (_: Requester, action: string): Authorization =>
    allows.includes(action)
      ? { allowed: true }
      : { allowed: false, because: 'forbidden', reason: 'not yours' }
  const { url, server } = await startServer({ authorize })
  const client = new ExtendedClient(`${url}/doc`, '')
  await client.heard('welcome')
  allows = ['read']
  await server.reauthorize('another')
  await server.reauthorize('a\u0000b')
  await server.reauthorize('doc')
  expect(await client.heard('rights')).toEqual([{ type: 'rights', rights: { canWrite: false } }])

  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'late')
  client.say({ type: 'update', update: Y.encodeStateAsUpdate(doc) })
  // Its answer comes after the edit was taken, if it was.
  client.say({ type: 'ping', id: 1 })
  await client.heard('pong')
  expect(client.closeCode).toBeUndefined()
  expect(server.unsaved).toEqual([])

  allows = []
  await server.reauthorize()
  expect(await client.closed()).toBe(4403)
})

test.each([
  ['no words', { allowed: false, because: 'forbidden' }, 4403],
  ['no reason that we know', { allowed: false }, 4403],
])(
  '[K7] a refusal with %s ends the connection, and nothing else',
  async (_title, refusal, code) => {
    let isRefused = false
    // Somebody's JavaScript: no compiler has seen it.
    const malformed: Authorization = JSON.parse(JSON.stringify(refusal))
    const authorize = (): Authorization => (isRefused ? malformed : allowed)
    const { url, server } = await startServer({ authorize })
    const client = new ExtendedClient(`${url}/doc`, '')
    const other = new ExtendedClient(`${url}/doc`, '')
    await Promise.all([client.heard('welcome'), other.heard('welcome')])
    isRefused = true
    client.say({ type: 'token', token: 'another' })
    expect(await client.closed()).toBe(code)
    await server.reauthorize()
    expect(await other.closed()).toBe(code)
    const late = new ExtendedClient(`${url}/doc`, '')
    expect(await late.closed()).toBe(code)
    const shared = await SharedClient.open(url)
    shared.join(1, 'doc')
    await shared.until('the channel is closed', () => shared.closedChannels.size > 0)
    expect(shared.closedChannels.get(1)).toBe(code)
  },
)
