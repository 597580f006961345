import { expect, test } from 'vitest'
import { startServer } from './running-server.test-support.ts'
import { StockClient } from './stock-client.test-support.ts'

const statusOf = async (port: number, path: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}${path}`)).status

/** The close code that somebody gets who comes now. */
async function codeOfNewcomer(url: string): Promise<number | undefined> {
  const newcomer = new StockClient(url)
  await newcomer.until('a newcomer is sent away', () => newcomer.closeCode !== undefined)
  newcomer.end()
  return newcomer.closeCode
}

test('a server that drains is alive and not ready, sends newcomers away and serves those it has', async () => {
  const { server, port, url } = await startServer()
  const [ada, bob] = [await StockClient.open(`${url}/doc`), await StockClient.open(`${url}/doc`)]
  expect([server.state, await statusOf(port, '/readyz')]).toEqual(['open', 200])
  server.drain()
  expect(server.state).toBe('draining')
  expect([await statusOf(port, '/readyz'), await statusOf(port, '/healthz')]).toEqual([503, 200])
  expect(await codeOfNewcomer(`${url}/doc`)).toBe(1012)
  ada.type('still here')
  await bob.reads('still here')
  expect(server.inspect()).toMatchObject({ state: 'draining', peers: 2 })
})

test('a server that closes over a window closes stock clients one by one, and is there until the last has gone', async () => {
  const { server, port, url, log } = await startServer()
  const clients = await Promise.all(Array.from({ length: 5 }, () => StockClient.open(`${url}/doc`)))
  const closed = () => clients.filter(({ closeCode }) => closeCode !== undefined)
  const first = () => log.all('peer-closed').length > 0
  const done = server.close({ windowMs: 600 })
  await log.until('the first is closed', first)
  expect(server.peers).toBeGreaterThan(0)
  expect(server.state).toBe('closing')
  expect([await statusOf(port, '/readyz'), await codeOfNewcomer(`${url}/doc`)]).toEqual([503, 1012])
  await done
  await Promise.all(
    clients.map((client) => client.until('it is closed', () => closed().length > 0)),
  )
  expect(clients.map(({ closeCode }) => closeCode)).toEqual([1012, 1012, 1012, 1012, 1012])
  await expect(statusOf(port, '/healthz')).rejects.toThrow()
})

test('closing again ends the window', async () => {
  const { server, url } = await startServer()
  const clients = [await StockClient.open(`${url}/doc`), await StockClient.open(`${url}/doc`)]
  const startMs = performance.now()
  const done = server.close({ windowMs: 600_000 })
  expect(server.close()).toBe(done)
  await done
  expect(performance.now() - startMs).toBeLessThan(60_000)
  await Promise.all(
    clients.map((client) => client.until('it is closed', () => client.closeCode !== undefined)),
  )
  expect(clients.map(({ closeCode }) => closeCode)).toEqual([1012, 1012])
})

test('names that no document can have are said, and nobody is concerned', async () => {
  const { server, url } = await startServer()
  await StockClient.open(`${url}/doc`)
  expect(() => server.setReadOnly('a/../b', true)).toThrow(RangeError)
  await expect(server.unload('')).rejects.toThrow(RangeError)
  expect(server.inspectPeers('')).toEqual([])
  expect(server.inspectPeers('doc')).toHaveLength(1)
})
