import { expect, test } from 'vitest'
import { frame, hex, RawClient } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'
import { StockClient } from './stock-client.test-support.ts'

const limits = { pingIntervalMs: 60, silenceTimeoutMs: 300 }

test('[A11] a peer that answers no pings is removed, and the others see it go', async () => {
  const { server, port, url, log } = await startServer({ limits })
  const healthy = await StockClient.open(`${url}/room`)
  const client = await RawClient.open(port, '/room')
  // Client 7, clock 1, state {}.
  client.send(frame(hex('00 00 01 00')), frame(hex('01 06 01 07 01 02 7b 7d')))
  await healthy.until('it is seen', () => healthy.awareness.getStates().has(7))
  await healthy.until('it is gone', () => !healthy.awareness.getStates().has(7))
  expect(await log.first('peer-silent')).toMatchObject({ document: 'room' })
  await client.ended()
  expect(server.counters.get('silent')).toBe(1)
  expect(server.peers).toBe(1)
  expect(healthy.closeCode).toBeUndefined()
})

test('[A10] a peer that says nothing at all is closed with 4500', async () => {
  const { port, server } = await startServer({ limits: { greetingTimeoutMs: 50 } })
  const client = await RawClient.open(port)
  expect(await client.closed()).toBe(4500)
  expect(server.peers).toBe(0)
})
