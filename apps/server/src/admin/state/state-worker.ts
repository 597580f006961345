import { parentPort, workerData } from 'node:worker_threads'
import { applyUpdate, Doc } from 'yjs'
import { describeState, type StateBounds } from './describe-state.ts'

/** What the thread is started with. */
export interface StateTask {
  readonly updates: readonly Uint8Array[]
  readonly bounds: StateBounds
}

// What it throws, and what it needs too much of, ends this thread and nothing else.
const { updates, bounds } = workerData as StateTask
const doc = new Doc({ gc: false })
for (const update of updates) applyUpdate(doc, update)
parentPort?.postMessage(describeState(doc, bounds))
