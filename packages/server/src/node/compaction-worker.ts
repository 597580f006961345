import { parentPort } from 'node:worker_threads'
import { buildSnapshot, PoisonedUpdates, SNAPSHOT_PIECE_BYTES } from '../core/snapshot.ts'
import { checkUpdate, type UpdateLimits } from '../core/checked-update.ts'
import { unpackUpdates } from './packed-updates.ts'
import type { CompactionAnswer, CompactionTask } from './compaction-thread.ts'

parentPort?.on('message', ({ id, updates, check }: CompactionTask) => {
  parentPort?.postMessage(answer(id, unpackUpdates(updates), check))
})

function answer(
  id: number,
  updates: readonly Uint8Array[],
  check: UpdateLimits | undefined,
): CompactionAnswer {
  try {
    if (check) for (const update of updates) checkUpdate(update, check)
    return { id, pieces: buildSnapshot(updates, SNAPSHOT_PIECE_BYTES) }
  } catch (error) {
    if (error instanceof PoisonedUpdates) {
      return { id, error: error.reason, poisoned: error.indexes }
    }
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
