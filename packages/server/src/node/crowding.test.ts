import { expect, test } from 'vitest'
import type { LogEntry } from '../core/ports.ts'
import { Crowding } from './crowding.ts'

test('being full is told once, and once more when there was room in between', () => {
  const log: LogEntry[] = []
  const crowding = new Crowding(100, (entry) => log.push(entry))
  for (const connections of [101, 102, 101]) crowding.refused(connections)
  expect(log).toMatchObject([{ event: 'connections-full', connections: 101, allowed: 100 }])
  crowding.came(99)
  expect(log).toHaveLength(1)
  crowding.came(80)
  expect(log[1]).toMatchObject({ event: 'connections-free', connections: 80 })
  crowding.refused(101)
  expect(log).toHaveLength(3)
})
