import './real-web-socket.test-support.ts'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { History, WeftProvider } from '@weft/provider'
import { openLevelStorage } from '@weft/storage-level'
import { expect, onTestFinished, test } from 'vitest'
import { reads, textOf, type, until } from './waiting.test-support.ts'
import { openWeftClient, weftEventsOf, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

/** A server on a folder, which an operator stops, copies, restores and starts again on the same port. */
class Operator {
  readonly #folder: string
  #port = 0
  #running: { readonly url: string; stop(): Promise<void> } | undefined

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async start(): Promise<Operator> {
    const operator = new Operator(await mkdtemp(join(tmpdir(), 'weft-history-')))
    onTestFinished(async () => {
      await operator.stop()
      await rm(operator.#folder, { recursive: true })
    })
    await operator.restart()
    return operator
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`
  }

  async restart(): Promise<void> {
    await this.stop()
    const storage = await openLevelStorage({ path: join(this.#folder, 'data'), minFreeBytes: 0 })
    const limits = { compactAfterRecords: 3 }
    const server = await startWeftServer({ storage, port: this.#port, limits })
    this.#port = server.port
    const stop = async () => {
      await server.stop()
      await storage.close()
    }
    this.#running = { url: server.url, stop }
  }

  async stop(): Promise<void> {
    await this.#running?.stop()
    this.#running = undefined
  }

  async backUp(): Promise<void> {
    await this.stop()
    await cp(join(this.#folder, 'data'), join(this.#folder, 'backup'), { recursive: true })
    await this.restart()
  }

  async restore(): Promise<void> {
    await this.stop()
    await rm(join(this.#folder, 'data'), { recursive: true })
    await cp(join(this.#folder, 'backup'), join(this.#folder, 'data'), { recursive: true })
    await this.restart()
  }
}

function historyChange(client: WeftProvider): Promise<{ before: History; now: History }> {
  return new Promise((resolve) => client.once('history-changed', resolve))
}

async function leave(client: WeftProvider): Promise<void> {
  const gone = until('it is gone', () => !client.wsconnected, weftEventsOf(client))
  client.disconnect()
  await gone
}

async function typeMuch(client: WeftProvider, words: readonly string[]): Promise<void> {
  for (const word of words) {
    type(client, word)
    await client.whenSaved()
  }
}

test('a restored backup is noticed, though it has grown past what was known', async () => {
  const operator = await Operator.start()
  const ours = openWeftClient(operator.url, 'notes')
  await typeMuch(ours, ['one ', 'two '])
  await operator.backUp()
  await weftSynced(ours)
  await typeMuch(ours, ['three ', 'four '])
  const known = ours.history?.sequence ?? 0
  await leave(ours)
  await operator.restore()

  const other = openWeftClient(operator.url, 'notes')
  await reads(other, 'one two ')
  await typeMuch(other, ['other ', 'words ', 'and ', 'more ', 'of ', 'them'])
  expect(other.history?.sequence).toBeGreaterThan(known)
  type(ours, 'typed offline')
  const changed = historyChange(ours)
  ours.connect()
  const { before, now } = await changed
  expect([now.epoch, now.sequence > before.sequence]).toEqual([before.epoch, true])
  expect(textOf(ours)).toBe('one two three four typed offline')
  expect(ours.saveState).toBe('failed')
  const fresh = openWeftClient(operator.url, 'notes')
  await weftSynced(fresh)
  expect(textOf(fresh)).toBe('one two other words and more of them')
})

test('restarts are not taken for another history, whoever typed, and however much was compacted', async () => {
  const operator = await Operator.start()
  const ours = openWeftClient(operator.url, 'notes')
  const offline = openWeftClient(operator.url, 'notes')
  await typeMuch(ours, ['a', 'b', 'c', 'd'])
  await reads(offline, 'abcd')
  await leave(offline)
  for (const word of ['e', 'f', 'g']) {
    await operator.restart()
    await weftSynced(ours)
    const other = openWeftClient(operator.url, 'notes')
    await weftSynced(other)
    await typeMuch(other, [word, word, word, word])
    // Nothing is written while it runs this time.
    await operator.restart()
  }
  type(offline, '!')
  offline.connect()
  await offline.whenSaved()
  expect([ours.refusal, offline.refusal]).toEqual([undefined, undefined])
  await weftSynced(ours)
  const fresh = openWeftClient(operator.url, 'notes')
  await weftSynced(fresh)
  expect([...textOf(fresh)].toSorted().join('')).toBe('!abcdeeeeffffgggg')
})
