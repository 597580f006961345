import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startApplication } from './application.ts'
import { runWeft } from './command.ts'
import { ownClient } from './own-client.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

/** What the application lets everybody do now. */
let rights: readonly string[] = []

/** The command, which asks every second about those who are here. */
async function startAsking(...flags: string[]): Promise<WeftProcess> {
  return startIn(await emptyFolder(), '--authorize-recheck', '1', ...flags)
}

async function startIn(folder: string, ...flags: string[]): Promise<WeftProcess> {
  await writeFile(join(folder, 'secret'), 'x'.repeat(32))
  const url = await startApplication((_, response) =>
    response.end(
      JSON.stringify(
        rights.length > 0
          ? { allowed: true, rights, user: 'u1', name: 'Ada' }
          : { allowed: false, reason: 'you were let go' },
      ),
    ),
  )
  return startWeft(
    ...['--data', join(folder, 'data'), '--authorize-url', url],
    ...['--authorize-secret-file', join(folder, 'secret'), ...flags],
  )
}

test('who may only read from now on stays connected, keeps what is unsaved, and sends it once it may', async () => {
  rights = ['read', 'write']
  const address = await (await startAsking()).address()
  const [own, other] = [ownClient(address, 'a', 'T'), ownClient(address, 'a', 'U')]
  const stock = new StockClient(`ws://${address}`, 'a')
  await Promise.all([own.whenSynced, other.whenSynced, stock.synced()])
  own.doc.getText('text').insert(0, 'saved ')
  await own.whenSaved()
  let closes = 0
  own.on('connection-close', () => (closes += 1))
  rights = ['read']
  await expect.poll(() => own.rights?.canWrite, { timeout: 20_000 }).toBe(false)
  own.doc.getText('text').insert(0, 'unsaved ')
  expect([closes, own.wsconnected, own.unsavedChanges > 0]).toEqual([0, true, true])
  // A stock client knows nothing of rights: it is told when it writes.
  await expect.poll(() => other.rights?.canWrite, { timeout: 20_000 }).toBe(false)
  const closed = stock.closed()
  stock.type('not taken ')
  expect(await closed).toMatchObject({ code: 4403 })
  expect(other.doc.getText('text').toString()).toBe('saved ')
  rights = ['read', 'write']
  await own.whenSaved()
  await expect.poll(() => other.doc.getText('text').toString()).toBe('unsaved saved ')
})

test('an operator who has changed rights has them in force by a command, whatever was answered a moment ago', async () => {
  rights = ['read', 'write']
  const folder = await emptyFolder()
  const flags = ['--authorize-recheck', '0', '--authorize-cache', '60']
  const address = await (await startIn(folder, ...flags)).address()
  const [here, there] = [
    await new StockClient(`ws://${address}`, 'here').synced(),
    await new StockClient(`ws://${address}`, 'there').synced(),
  ]
  rights = []
  const ends = [here.closed(), there.closed()]
  const ask = (...args: string[]) =>
    runWeft(['reauthorize', '--data', join(folder, 'data'), ...args])
  expect(await ask('--document', 'here')).toMatchObject({ code: 0, stderr: '' })
  const gone = { code: 4403, reason: 'you were let go' }
  expect(await ends[0]).toEqual(gone)
  expect(there.provider.wsconnected).toBe(true)
  expect(await ask()).toMatchObject({ code: 0 })
  expect(await ends[1]).toEqual(gone)
})

test('a server that goes away asks about those who are still here until the last has gone', async () => {
  rights = ['read', 'write']
  const weft = await startAsking('--drain-window', '60')
  const address = await weft.address()
  // They go one after the other: the first at once, the second amid the window.
  const clients = [0, 1].map(() => new StockClient(`ws://${address}`, 'a'))
  await Promise.all(clients.map((client) => client.synced()))
  const left = Promise.race(clients.map((client) => client.nextClose()))
  const refused = Promise.race(clients.map((client) => client.closed()))
  weft.signal('SIGTERM')
  expect(await left).toBe(1012)
  rights = []
  expect(await refused).toEqual({ code: 4403, reason: 'you were let go' })
})
