import { trafficWorkload } from './traffic-workload.ts'

export const audience = trafficWorkload({
  id: 'audience',
  title: '3,000 people in a room, one of whom types 10 keys a second',
  groups: [{ rooms: 1, peersEach: 3_000, writersEach: 1, editsPerSecond: 10 }],
  figures: ['perDelivery', 'p99'],
  targets: [{ figure: 'perDelivery', atMost: 0.7, of: 'bare-ws' }],
})

export const largeAudience = trafficWorkload({
  id: 'large-audience',
  title: '5,000 people in a room, one of whom types 5 keys a second',
  groups: [{ rooms: 1, peersEach: 5_000, writersEach: 1, editsPerSecond: 5 }],
  figures: ['perDelivery', 'p99'],
  targets: [
    { figure: 'perDelivery', atMost: 0.7, of: 'bare-ws' },
    { figure: 'p99', atMost: 150 },
  ],
})
