import { trafficWorkload } from './traffic-workload.ts'

export const quietRoom = trafficWorkload({
  id: 'quiet-room',
  title: '3 people in a room, one of whom types 2 keys a second',
  groups: [{ rooms: 1, peersEach: 3, writersEach: 1, editsPerSecond: 2 }],
  figures: ['p50', 'p99'],
  targets: [{ figure: 'p50', atMost: 1 }],
})
