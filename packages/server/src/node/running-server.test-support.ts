import { STATE_PIECE_BYTES } from '@weft/protocol'
import { MemoryStorage } from '@weft/storage'
import { onTestFinished } from 'vitest'
import type { Compactor } from '../core/compaction.ts'
import { allowEveryone, type LogEntry } from '../core/ports.ts'
import { buildSnapshot } from '../core/snapshot.ts'
import type { ServerOptions, WeftServer } from './options.ts'
import { createServer } from './server.ts'
import { Watched } from './watched.test-support.ts'

/** The worker's work without its thread, which only the built package can start. */
export const compactorHere: Compactor = {
  compact: async (updates) => buildSnapshot(updates, STATE_PIECE_BYTES),
  close: async () => {},
}

/** What a server has logged, for tests to look at and wait for. */
export class KeptLog extends Watched {
  readonly entries: LogEntry[] = []
  readonly log = (entry: LogEntry): void => {
    this.entries.push(entry)
    this.changed()
  }

  all(event: string): LogEntry[] {
    return this.entries.filter((entry) => entry.event === event)
  }

  /** Resolves with the first entry of this name. */
  async first(event: string): Promise<LogEntry> {
    await this.until(`"${event}" is logged`, () => this.all(event).length > 0)
    return this.all(event)[0] ?? { level: 'error', event: 'never' }
  }
}

export interface RunningServer {
  readonly server: WeftServer
  readonly port: number
  readonly url: string
  readonly log: KeptLog
}

/** What a test server has unless the test says otherwise: memory, everybody allowed, a log that is kept. */
export function testOptions(log: KeptLog, options: Partial<ServerOptions> = {}): ServerOptions {
  const storage = new MemoryStorage()
  return { storage, authorize: allowEveryone, compactor: compactorHere, log: log.log, ...options }
}

/** Starts a server on a free port; it ends with the test. */
export async function startServer(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const log = new KeptLog()
  const server = createServer(testOptions(log, options))
  onTestFinished(() => server.close({ timeoutMs: 100 }).catch(() => {}))
  const { port } = await server.listen({ port: 0, host: '127.0.0.1' })
  return { server, port, url: `ws://127.0.0.1:${port}`, log }
}
