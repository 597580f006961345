import { trafficWorkload } from './traffic-workload.ts'

export const twentyRooms = trafficWorkload({
  id: 'twenty-rooms',
  title: '20 rooms of 20 people, 2 edits a second each',
  groups: [{ rooms: 20, peersEach: 20, writersEach: 20, editsPerSecond: 2 }],
  figures: ['perDelivery', 'p99'],
  targets: [{ figure: 'perDelivery', atMost: 0.8, of: 'bare-ws' }],
})
