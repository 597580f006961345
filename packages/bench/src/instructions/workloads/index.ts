import type { Workload } from '../workload.ts'
import { editTick } from './edits.ts'

/** Those of one group are played one after the other, in one process. */
export const groups: Readonly<Record<string, readonly Workload[]>> = {
  edits: [
    editTick(
      { name: 'a tick: 1 writer, 100 stock peers', warmUp: 60, rounds: 3 },
      { writers: 1, peers: 100, kind: 'stock' },
    ),
    editTick(
      { name: 'a tick: 100 writers, 100 stock peers', warmUp: 20, rounds: 1 },
      { writers: 100, peers: 100, kind: 'stock' },
    ),
    editTick(
      { name: 'a tick: 1 writer, 100 providers', warmUp: 30, rounds: 3 },
      { writers: 1, peers: 100, kind: 'provider' },
    ),
  ],
}
