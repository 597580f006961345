import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@weft/testkit'
import { onTestFinished, vi } from 'vitest'

export const alertsFile = fileURLToPath(new URL('../deploy/alerts.yaml', import.meta.url))
const guide = fileURLToPath(new URL('../../docs/operator/seeing.md', import.meta.url))

/** Runs `promtool` to its end. @param input What it reads. */
export async function promtool(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn('promtool', args)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stdin.end(input)
  await once(child, 'close')
  return { code: child.exitCode, output }
}

/** What a query gave: each series with its labels and value. */
export type Vector = readonly {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}[]

/** A real Prometheus, configured as the guide says, that asks a server more often. */
export class Prometheus {
  readonly #url: string

  private constructor(url: string) {
    this.#url = url
  }

  /** @param target The admin address, as `host:port`. @param tokenFile Of the token for metrics. Until the test ends. */
  static async start(target: string, tokenFile: string): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'weft-prometheus-'))
    const [, fromGuide] =
      /```yaml\n# prometheus.yml\n([\s\S]*?)```/.exec(readFileSync(guide, 'utf8')) ?? []
    if (fromGuide === undefined) throw new Error('The guide has no configuration of Prometheus')
    const config = fromGuide
      .replace('alerts.yaml', alertsFile)
      .replace('/etc/prometheus/weft-metrics-token', tokenFile)
      .replace('127.0.0.1:4002', target)
    const file = join(folder, 'prometheus.yml')
    writeFileSync(file, `global: { scrape_interval: 300ms, evaluation_interval: 300ms }\n${config}`)
    const port = await freePort()
    const child = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let complaints = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
    const ended = once(child, 'close')
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    })
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`)
    const ready = vi.waitFor(() => prometheus.query('up'), { timeout: 30_000, interval: 50 })
    const early = ended.then(() => {
      throw new Error(`Prometheus ended: ${complaints}`)
    })
    await Promise.race([ready, early])
    return prometheus
  }

  /** What an expression is now. @throws With its words when it is none. */
  async query(expression: string): Promise<Vector> {
    const { result } = await this.#ask<{ result: Vector }>(
      `query?${new URLSearchParams({ query: expression }).toString()}`,
    )
    return result
  }

  /** The rules, with what became of them. */
  async rules(): Promise<readonly { readonly name: string; readonly health: string }[]> {
    const { groups } = await this.#ask<{
      groups: readonly { rules: readonly { name: string; health: string }[] }[]
    }>('rules')
    return groups.flatMap(({ rules }) => rules)
  }

  async #ask<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#url}/api/v1/${path}`)
    const { data, error } = (await answer.json()) as { readonly data: T; readonly error?: string }
    if (!answer.ok) throw new Error(`${path}: ${error}`)
    return data
  }
}
