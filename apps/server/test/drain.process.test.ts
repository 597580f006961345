import { expect, test } from 'vitest'
import { DocumentClient } from './document-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

test('told to stop, it is not ready any more, lets people go on who are here, and saves what they write', async () => {
  const data = await emptyFolder()
  const weft = startWeft('--data', data, '--drain-delay', '600')
  const address = await weft.address()
  const ada = new DocumentClient(address, 'notes')
  const grace = new DocumentClient(address, 'notes')
  ada.doc.getText('text').insert(0, 'before')
  await grace.sees('before')

  weft.signal('SIGTERM')
  await expect.poll(async () => (await fetch(`http://${address}/readyz`)).status).toBe(503)
  expect(await (await fetch(`http://${address}/readyz`)).json()).toEqual({ status: 'draining' })
  expect((await fetch(`http://${address}/healthz`)).status).toBe(200)
  expect(await new DocumentClient(address, 'notes').closed).toBe(1012)
  ada.doc.getText('text').insert(6, ', and after')
  await grace.sees('before, and after')

  // Another signal, so that nobody takes it for the first one handed on by npm.
  weft.signal('SIGINT')
  expect(await Promise.all([ada.closed, grace.closed])).toEqual([1012, 1012])
  expect(await weft.ended()).toMatchObject({ code: 0 })
  const again = await startWeft('--data', data).address()
  await new DocumentClient(again, 'notes').sees('before, and after')
})

test('stock clients are sent away one after the other over the window; a second signal sends the rest', async () => {
  const weft = startWeft('--data', await emptyFolder(), '--drain-window', '600')
  const address = await weft.address()
  const clients = Array.from({ length: 20 }, () => new DocumentClient(address, 'notes'))
  clients[0]?.doc.getText('text').insert(0, 'here')
  await Promise.all(clients.map((client) => client.sees('here')))
  const gone: number[] = []
  for (const client of clients) void client.closed.then((code) => gone.push(code))
  weft.signal('SIGTERM')
  await expect.poll(async () => (await fetch(`http://${address}/readyz`)).status).toBe(503)
  expect(gone.length).toBeLessThan(10)
  weft.signal('SIGINT')
  expect(await weft.ended()).toMatchObject({ code: 0 })
  await expect.poll(() => gone).toEqual(Array.from({ length: 20 }, () => 1012))
})
