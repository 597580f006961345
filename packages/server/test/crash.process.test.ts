import { once } from 'node:events'
import { setTimeout as pass } from 'node:timers/promises'
import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import { StockClient } from '../src/node/stock-client.test-support.ts'
import { HelloClient } from './hello-client.ts'
import { emptyFolder, ScriptProcess } from './server-process.ts'

const ROUNDS = 20

// Twenty processes, one after the other.
const TIMEOUT_MS = 120_000

test(
  'whatever was reported saved is there after kill -9 at any moment, and nothing is there twice',
  { timeout: TIMEOUT_MS },
  async () => {
    const path = await emptyFolder()
    const random = new SeededRandom(20_261_122)
    const saved = new Set<string>()
    let compactions = 0
    let mostUnsaved = 0

    for (let round = 1; round <= ROUNDS; round += 1) {
      const process = new ScriptProcess('serve.mjs', path)
      const client = await HelloClient.open(`ws://127.0.0.1:${await process.port()}/document`)
      const isGone = once(client.socket, 'close')
      // Some live until they have made a snapshot; the others die early.
      const isLate = random.chance(0.3)
      const killAfter = random.below(30)
      const hasCompacted = () => process.told.some(({ logged }) => logged === 'compacted')
      let added = 0
      client.onSaved = () => {
        if (isLate ? hasCompacted() : client.saved.length >= killAfter) void process.kill()
      }
      // Bursts with pauses, so that some kills hit a write, some a compaction, and some nothing at all.
      while (client.socket.readyState === client.socket.OPEN) {
        for (let burst = random.below(5); burst >= 0; burst -= 1)
          client.add(`${round}.${(added += 1)}`)
        await Promise.race([isGone, pass(random.below(4))])
      }
      await process.kill()
      for (const item of client.saved) saved.add(item)
      mostUnsaved = Math.max(mostUnsaved, added - client.saved.length)
      compactions += process.told.filter(({ logged }) => logged === 'compacted').length
      client.end()
    }

    const process = new ScriptProcess('serve.mjs', path)
    const reader = await StockClient.open(`ws://127.0.0.1:${await process.port()}/document`)
    const items = reader.doc.getArray<string>('items').toArray()
    expect([...saved].filter((item) => !items.includes(item))).toEqual([])
    expect(items).toHaveLength(new Set(items).size)
    // Something really happened: much was saved, some was lost on the way, and snapshots were made amid it all.
    expect(saved.size).toBeGreaterThan(ROUNDS * 5)
    expect(mostUnsaved).toBeGreaterThan(0)
    expect(compactions).toBeGreaterThan(0)
    expect(process.told.filter(({ logged }) => logged === 'document-damaged')).toEqual([])
  },
)
