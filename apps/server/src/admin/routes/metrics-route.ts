import { statfs } from 'node:fs/promises'
import type { WeftServer } from '@weft/server'
import type { Metrics } from '../../metrics/metrics.ts'
import type { AdminRoute } from '../admin-route.ts'

export interface MetricsRouteDependencies {
  readonly server: WeftServer
  readonly metrics: Metrics
  /** The data folder. */
  readonly data: string
  readonly images: { readonly totalBytes: number }
  readonly catalogue: { readonly size: number }
}

/** What a monitor asks for every few seconds. */
export function metricsRoute(dependencies: MetricsRouteDependencies): AdminRoute {
  const { server, metrics, data, images, catalogue } = dependencies
  return {
    method: 'GET',
    path: '/metrics',
    about: 'what Prometheus reads',
    who: 'metrics',
    answer: async () => ({
      type: metrics.type,
      text: await metrics.text({
        status: server.status(),
        isSaving: server.isSaving,
        counters: server.counters,
        freeBytes: await freeBytesOf(data),
        imageBytes: images.totalBytes,
        catalogueEntries: catalogue.size,
      }),
    }),
  }
}

async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    // The other numbers are still worth telling; that this one is missing is seen.
    return undefined
  }
}
