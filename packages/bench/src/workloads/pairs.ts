import { trafficWorkload } from './traffic-workload.ts'

export const pairs = trafficWorkload({
  id: 'pairs',
  title: '400 rooms of 2 people, 2 edits a second each',
  groups: [{ rooms: 400, peersEach: 2, writersEach: 2, editsPerSecond: 2 }],
  figures: ['perEdit', 'p99'],
  targets: [{ figure: 'perEdit', atMost: 1.5, of: 'bare-ws' }],
})
