import { trafficWorkload } from './traffic-workload.ts'

/** Where relays collapse: 600,000 messages a second would have to leave. */
export const fastCursors = trafficWorkload({
  id: 'fast-cursors',
  title: '100 people, 2 edits and 60 cursor moves a second each',
  groups: [{ rooms: 1, peersEach: 100, writersEach: 100, editsPerSecond: 2, movesPerSecond: 60 }],
  figures: ['perDelivery', 'p99', 'cursorAge', 'cursorMax', 'sent'],
  targets: [
    { figure: 'perDelivery', atMost: 0.2, of: 'hocuspocus' },
    { figure: 'p99', atMost: 30 },
    { figure: 'cursorMax', atMost: 80 },
    { figure: 'sent', atMost: 0.3, of: 'hocuspocus' },
  ],
})
