import { parentPort } from 'node:worker_threads'
import { buildSnapshot, PoisonedUpdates, SNAPSHOT_PIECE_BYTES } from '../core/snapshot.ts'
import { unpackUpdates } from './packed-updates.ts'
import type { CompactionAnswer, CompactionTask } from './compaction-thread.ts'

parentPort?.on('message', ({ id, updates }: CompactionTask) => {
  parentPort?.postMessage(answer(id, unpackUpdates(updates)))
})

function answer(id: number, updates: readonly Uint8Array[]): CompactionAnswer {
  try {
    return { id, pieces: buildSnapshot(updates, SNAPSHOT_PIECE_BYTES) }
  } catch (error) {
    if (error instanceof PoisonedUpdates) {
      return { id, error: error.reason, poisoned: error.indexes }
    }
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
