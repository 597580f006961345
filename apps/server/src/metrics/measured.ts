import type { LoadResult, Measure } from '@weft/server'
import { Counter, Histogram, type Registry } from 'prom-client'
import { QuickHistogram } from './quick-histogram.ts'

const TICK_SECONDS = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]
const WRITE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const LOAD_SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const BATCH_BYTES = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]

/** Makes the metrics of all that the server measures. @returns What takes each measurement. */
export function createMeasured(
  registry: Registry,
): Readonly<Record<Measure, (value: number) => void>> {
  const registers = [registry]
  const histogram = (name: string, help: string, buckets: number[]) =>
    new QuickHistogram({ name, help, buckets, registers })
  const seconds = (name: string, help: string, buckets: number[]) => {
    const metric = histogram(name, help, buckets)
    return (ms: number) => metric.take(ms / 1000)
  }
  const counter = (name: string, help: string) => {
    const metric = new Counter({ name, help, registers })
    return (value: number) => metric.inc(value)
  }
  const loads = new Histogram({
    name: 'weft_load_seconds',
    help: 'How long a document took to come into memory, or not to, by what became of it.',
    labelNames: ['result'],
    buckets: LOAD_SECONDS,
    registers,
  })
  const load = (result: LoadResult) => {
    const labels = { result }
    loads.zero(labels)
    return (ms: number) => loads.observe(labels, ms / 1000)
  }
  const writes = histogram('weft_append_writes', 'How many writes were in one batch.', BATCH_SIZES)
  const bytes = histogram('weft_append_bytes', 'How many bytes were in one batch.', BATCH_BYTES)
  return {
    'tick-ms': seconds('weft_tick_seconds', 'How long one round of a room took.', TICK_SECONDS),
    updates: counter('weft_updates_total', 'Updates of peers that rooms took in.'),
    deliveries: counter(
      'weft_deliveries_total',
      'Changes sent to peers: each round of a room counts once for each peer that it was sent to.',
    ),
    'saved-ms': seconds(
      'weft_saved_seconds',
      'From when an edit came in until it was on disk: after that it is reported saved.',
      WRITE_SECONDS,
    ),
    'append-ms': seconds(
      'weft_append_seconds',
      'How long storage took to bring one batch to disk, synced.',
      WRITE_SECONDS,
    ),
    'append-writes': (value) => writes.take(value),
    'append-bytes': (value) => bytes.take(value),
    'compaction-ms': seconds(
      'weft_compaction_seconds',
      'How long a log took to become a snapshot.',
      LOAD_SECONDS,
    ),
    'load-ms.loaded': load('loaded'),
    'load-ms.created': load('created'),
    'load-ms.absent': load('absent'),
    'load-ms.refused': load('refused'),
    'load-ms.failed': load('failed'),
  }
}
