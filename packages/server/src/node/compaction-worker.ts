import { parentPort } from 'node:worker_threads'
import {
  buildSnapshot,
  joinPieces,
  PoisonedUpdates,
  SNAPSHOT_PIECE_BYTES,
} from '../core/snapshot.ts'
import { checkUpdate } from '../core/checked-update.ts'
import { unpackUpdates } from './packed-updates.ts'
import type { CompactionAnswer, CompactionTask } from './compaction-thread.ts'

parentPort?.on('message', (task: CompactionTask) => {
  parentPort?.postMessage(answer(task, unpackUpdates(task.updates)))
})

function answer(
  { id, check, as }: CompactionTask,
  updates: readonly Uint8Array[],
): CompactionAnswer {
  try {
    if (check) for (const update of updates) checkUpdate(update, check)
    const pieces = buildSnapshot(updates, SNAPSHOT_PIECE_BYTES)
    return { id, pieces: as === 'whole' ? [joinPieces(pieces)] : pieces }
  } catch (error) {
    if (error instanceof PoisonedUpdates) {
      return { id, error: error.reason, poisoned: error.indexes }
    }
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
