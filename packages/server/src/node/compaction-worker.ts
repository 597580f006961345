import { parentPort } from 'node:worker_threads'
import { STATE_PIECE_BYTES } from '@weft/protocol'
import { buildSnapshot } from '../core/snapshot.ts'
import type { WorkerAnswer, WorkerTask } from './worker-compactor.ts'

parentPort?.on('message', ({ id, updates }: WorkerTask) => {
  parentPort?.postMessage(answer(id, updates))
})

function answer(id: number, updates: readonly Uint8Array[]): WorkerAnswer {
  try {
    return { id, pieces: buildSnapshot(updates, STATE_PIECE_BYTES) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
