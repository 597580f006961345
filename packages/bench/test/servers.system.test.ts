import { afterEach, expect, test } from 'vitest'
import { runTraffic } from '../src/generator/traffic.ts'
import { bareWs } from '../src/servers/bare-ws.ts'
import type { ServerKind } from '../src/servers/server-kind.ts'
import { PinnedServer } from '../src/servers/pinned-server.ts'
import { weft } from '../src/servers/weft.ts'

const group = { rooms: 2, peersEach: 4, writersEach: 3, editsPerSecond: 20, movesPerSecond: 20 }

let server: PinnedServer | undefined

afterEach(async () => {
  await server?.dispose()
})

async function start(kind: ServerKind): Promise<PinnedServer> {
  server = await PinnedServer.start(kind)
  return server
}

test.each([
  ['Weft', weft],
  ['bare ws', bareWs],
])('every edit at %s is measured and looked for, and arrives', async (_, kind) => {
  const result = await runTraffic(await start(kind()), {
    groups: [group],
    visitsPerSecond: 2,
    warmUpSeconds: 0.5,
    seconds: 1,
  })
  expect(result.faults).toEqual([])
  // 2 rooms of 3 people who type 20 keys, each for 3 others; what was under way in between counts here or there.
  expect(result.deliveries).toBeGreaterThan(200)
  expect(result.deliveries).toBeLessThan(540)
  expect(result.cpuMs).toBeGreaterThan(0)
  expect(result.p50Ms).toBeLessThanOrEqual(result.p99Ms)
  expect(result.cursorMaxMs).toBeGreaterThan(0)
})

test('what a server holds and where it spends its time is told, and it restarts on its data', async () => {
  const profiles: unknown[] = []
  const running = await start({ ...weft(), onProfile: (profile) => profiles.push(profile) })
  expect(await running.heldKib()).toBeGreaterThan(20_000)
  await running.stop()
  expect(profiles).toHaveLength(1)
  expect(profiles[0]).toHaveProperty('samples')
  await running.start()
  expect(await running.heldKib()).toBeGreaterThan(20_000)
  expect(running.cpuMs()).toBeGreaterThan(0)
})
