import { Counter, type Registry } from 'prom-client'
import { counted } from './counted.ts'

/** Makes the metrics of the server's counters. @returns What sets them to what the server has counted. */
export function createCounterMetrics(
  registry: Registry,
): (counters: ReadonlyMap<string, number>) => void {
  const registers = [registry]
  const unknown = new Counter({
    name: 'weft_unknown_events_total',
    help: 'Events for which there is no metric: of another version of the server.',
    registers,
  })
  const rows = counted.map(({ metric, help, label, of }) => ({
    of: Object.entries(of),
    label,
    counter: new Counter({
      name: `weft_${metric}_total`,
      help,
      labelNames: label === undefined ? [] : [label],
      registers,
    }),
  }))
  const known = new Set(rows.flatMap(({ of }) => of.map(([name]) => name)))
  return (counters) => {
    for (const { counter, label, of } of rows) {
      counter.reset()
      for (const [name, value] of of)
        counter.inc(label === undefined ? {} : { [label]: value }, counters.get(name) ?? 0)
    }
    unknown.reset()
    for (const [name, count] of counters) if (!known.has(name)) unknown.inc(count)
  }
}
