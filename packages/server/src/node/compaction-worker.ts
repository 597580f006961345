import { parentPort } from 'node:worker_threads'
import { STATE_PIECE_BYTES } from '@weft/protocol'
import { buildSnapshot } from '../core/snapshot.ts'
import type { CompactionAnswer, CompactionTask } from './compaction-thread.ts'

parentPort?.on('message', ({ id, updates }: CompactionTask) => {
  parentPort?.postMessage(answer(id, updates))
})

function answer(id: number, updates: readonly Uint8Array[]): CompactionAnswer {
  try {
    return { id, pieces: buildSnapshot(updates, STATE_PIECE_BYTES) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
