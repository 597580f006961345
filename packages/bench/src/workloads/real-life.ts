import type { RoomGroup } from '../generator/open-rooms.ts'
import { trafficWorkload } from './traffic-workload.ts'

/** Many small rooms, a few hot ones, people who only read. `pace`: how much faster than life. */
export function realLife(pace: number): readonly RoomGroup[] {
  return [
    { rooms: 100, peersEach: 3, writersEach: 1, editsPerSecond: pace, movesPerSecond: pace },
    { rooms: 20, peersEach: 8, writersEach: 3, editsPerSecond: pace, movesPerSecond: 2 * pace },
    {
      rooms: 3,
      peersEach: 40,
      writersEach: 20,
      editsPerSecond: 2 * pace,
      movesPerSecond: 4 * pace,
    },
  ]
}

export const mixedLife = trafficWorkload({
  id: 'real-life',
  title: '123 rooms, 580 people, most of whom read; ten a second come and go',
  groups: realLife(1),
  visitsPerSecond: 10,
  figures: ['perDelivery', 'p50', 'p99', 'cursorAge', 'joinP99'],
  targets: [],
})
