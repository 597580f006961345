import { allowEveryone, createServer } from '@weft/server'
import { MemoryStorage } from '@weft/storage'
import { Metrics } from './metrics.ts'

/** The text of metrics of a server that does nothing, but has counted this. */
export async function textWith(metrics: Metrics, counts: Record<string, number>): Promise<string> {
  const server = createServer({ storage: new MemoryStorage(), authorize: allowEveryone })
  const text = await metrics.text({
    status: server.status(),
    isSaving: server.isSaving,
    counters: new Map(Object.entries(counts)),
    freeBytes: 1_000,
    imageBytes: 2_000,
    catalogueEntries: 3,
  })
  await server.close()
  return text
}

/** All metrics that a server can have. */
export async function allMetrics(): ReturnType<Metrics['list']> {
  const metrics = new Metrics('1.2.3')
  metrics.watchAuthorize('open', allowEveryone)
  await textWith(metrics, {})
  return metrics.list()
}
