import { trafficWorkload } from './traffic-workload.ts'

export const busyRoom = trafficWorkload({
  id: 'busy-room',
  title: '100 people in a room, 10 edits a second each',
  groups: [{ rooms: 1, peersEach: 100, writersEach: 100, editsPerSecond: 10 }],
  figures: ['perDelivery', 'p50', 'p99'],
  targets: [
    { figure: 'perDelivery', atMost: 0.25, of: 'bare-ws' },
    { figure: 'p99', atMost: 25 },
  ],
})
