import './globals.ts'
import { parentPort } from 'node:worker_threads'
import { run } from './run.ts'

/** What the thread is asked to do. */
export interface Order {
  readonly seed: number
  /** Whether to send every line of the history. */
  readonly isTraced: boolean
}

process.setMaxListeners(0)

parentPort?.on('message', ({ seed, isTraced }: Order) => {
  const print = isTraced ? (line: string) => parentPort?.postMessage({ line }) : undefined
  void run(seed, print).then((result) => parentPort?.postMessage({ result }))
})
