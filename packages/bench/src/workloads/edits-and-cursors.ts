import { trafficWorkload } from './traffic-workload.ts'

export const editsAndCursors = trafficWorkload({
  id: 'edits-and-cursors',
  title: '50 people, 10 edits and 20 cursor moves a second each',
  groups: [{ rooms: 1, peersEach: 50, writersEach: 50, editsPerSecond: 10, movesPerSecond: 20 }],
  figures: ['perDelivery', 'p99', 'sent'],
  targets: [{ figure: 'perDelivery', atMost: 0.25, of: 'bare-ws' }],
})
