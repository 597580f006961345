import { join } from 'node:path'
import { Level } from 'level'
import { expect, test } from 'vitest'
import { DocumentClient } from './document-client.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

const DAY_MS = 24 * 60 * 60 * 1000

interface Started {
  readonly weft: WeftProcess
  readonly address: string
}

async function start(data: string): Promise<Started> {
  const weft = startWeft('--editor', '--data', data)
  return { weft, address: await weft.address() }
}

async function ask({ address }: Started, path: string, method = 'GET'): Promise<unknown> {
  const response = await fetch(`http://${address}/_weft/${path}`, { method })
  return response.ok ? response.json() : response.status
}

/** A document with this text, on the server's disk. */
async function write(server: Started, name: string, text: string): Promise<DocumentClient> {
  const writer = new DocumentClient(server.address, name)
  const reader = new DocumentClient(server.address, name)
  writer.doc.getText('text').insert(0, text)
  writer.doc.getText('title').insert(0, `The title of ${name}`)
  await reader.sees(text)
  reader.leave()
  return writer
}

/** Waits for what the server learns a moment after a change. */
async function listed(server: Started, name: string): Promise<unknown> {
  for (;;) {
    const list = await ask(server, `documents?q=${name}`)
    if (JSON.stringify(list).includes('The title of')) return list
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Waits until a deleted document has left storage. */
async function removed(server: Started, name: string): Promise<void> {
  while (JSON.stringify(await ask(server, `deleted/${name}`)).includes('untilMs'))
    await new Promise((resolve) => setTimeout(resolve, 20))
}

test('what was deleted stays so when the server is killed, for those too who still have it, and comes back whole', async () => {
  const data = await emptyFolder()
  const before = await start(data)
  const writer = await write(before, 'plan', 'All of the text')
  const list = await listed(before, 'plan')
  expect(list).toMatchObject({ documents: [{ document: 'plan', title: 'The title of plan' }] })

  expect(await ask(before, 'documents/plan', 'DELETE')).toMatchObject({ document: 'plan' })
  expect(await writer.closed).toBe(4404)
  await before.weft.kill()

  const after = await start(data)
  const again = new DocumentClient(after.address, 'plan', writer.doc)
  expect(await again.closed).toBe(4404)
  expect(await ask(after, 'documents')).toMatchObject({ documents: [], total: 0 })
  expect(await ask(after, 'deleted')).toMatchObject({
    documents: [{ document: 'plan', title: 'The title of plan' }],
  })

  await ask(after, 'restore/plan', 'POST')
  await after.weft.kill()
  const last = await start(data)
  await new DocumentClient(last.address, 'plan').sees('All of the text')
  expect(await ask(last, 'documents')).toMatchObject({
    documents: [{ document: 'plan', title: 'The title of plan' }],
  })
})

test('a document that is deleted while many write in it harms nobody', async () => {
  const server = await start(await emptyFolder())
  const other = await write(server, 'other', 'Something else')
  const open = (): DocumentClient => new DocumentClient(server.address, 'plan')
  const writers = [await write(server, 'plan', 'First. '), ...Array.from({ length: 7 }, open)]
  const typing = setInterval(() => {
    for (const { doc } of writers) doc.getText('text').insert(0, 'more ')
  }, 1)
  try {
    for (let round = 0; round < 5; round++) {
      await ask(server, 'documents/plan', 'DELETE')
      await Promise.all(writers.splice(0).map(({ closed }) => closed))
      await ask(server, 'restore/plan', 'POST')
      writers.push(...Array.from({ length: 8 }, open))
    }
  } finally {
    clearInterval(typing)
  }
  other.doc.getText('text').insert(0, 'Still here. ')
  await new DocumentClient(server.address, 'other').sees('Still here. Something else')
  server.weft.signal('SIGTERM')
  const { code, stderr } = await server.weft.ended()
  expect(code).toBe(0)
  expect(stderr).not.toMatch(/"level":"error"/)
})

test('what was deleted long ago is gone for good after a start, also from those who still have it', async () => {
  const data = await emptyFolder()
  const before = await start(data)
  const writer = await write(before, 'plan', 'All of the text')
  await write(before, 'kept', 'Deleted yesterday')
  before.weft.signal('SIGTERM')
  await before.weft.ended()
  const level = new Level(join(data, 'catalogue'))
  const deletedMs = (days: number): string =>
    JSON.stringify({ deletedMs: Date.now() - days * DAY_MS })
  await level.batch([
    { type: 'put', key: 'deleted!plan', value: deletedMs(31) },
    { type: 'put', key: 'deleted!kept', value: deletedMs(1) },
  ])
  await level.close()

  const after = await start(data)
  const again = new DocumentClient(after.address, 'plan', writer.doc)
  expect(await again.closed).toBe(4404)
  expect(await ask(after, 'deleted')).toMatchObject({ documents: [{ document: 'kept' }] })
  await ask(after, 'restore/kept', 'POST')
  await new DocumentClient(after.address, 'kept').sees('Deleted yesterday')
  await removed(after, 'plan')
  await ask(after, 'restore/plan', 'POST')
  const anew = new DocumentClient(after.address, 'plan')
  anew.doc.getText('text').insert(0, 'Begun anew')
  await new DocumentClient(after.address, 'plan').sees('Begun anew')
})
