import { readdirSync, readFileSync } from 'node:fs'
import { allowEveryone } from '@weft/server'
import { describe, expect, test } from 'vitest'
import { counted } from './counted.ts'
import { allMetrics, textWith } from './metrics.test-support.ts'
import { Metrics } from './metrics.ts'

const core = ['core/', 'node/'].flatMap((folder) => {
  const place = new URL(`../../../../packages/server/src/${folder}`, import.meta.url)
  return readdirSync(place)
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .map((file) => readFileSync(new URL(file, place), 'utf8'))
})
const known = counted.flatMap(({ of }) => Object.keys(of))

describe('The counters of the server', () => {
  test('are each part of one metric', () => {
    const names = new Set(
      core.flatMap((text) =>
        [...text.matchAll(/count\(\s*'([a-z-]+(?:\.[a-z0-9-]+)?)'/g)].map(([, name]) => name),
      ),
    )
    expect(names.size).toBeGreaterThan(20)
    expect([...names].filter((name) => !known.includes(name ?? ''))).toEqual([])
    expect(new Set(known).size).toBe(known.length)
  })

  test('that end in one of several words have all these words in the table', () => {
    const starts = new Set(
      core.flatMap((text) =>
        [...text.matchAll(/count\(\s*`([a-z-]+\.)\$/g)].map(([, start]) => start),
      ),
    )
    expect(starts.size).toBeGreaterThan(5)
    for (const start of starts)
      expect(known.filter((name) => name.startsWith(start ?? '')).length, start).toBeGreaterThan(1)
  })

  test.for([
    [
      'update-refused.',
      '../../../../packages/server/src/core/update-guard.ts',
      /^ {2}'?([a-z-]+)'?: \{(?: code|$)/gm,
    ],
    [
      'awareness-dropped.',
      '../../../../packages/server/src/core/presence.ts',
      /type Dropped = (.*)/g,
    ],
    ['protocol-error.', '../../../../packages/protocol/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
    ['storage-failed.', '../../../../packages/storage/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ] as const)('%s has every word of its source', ([start, file, pattern]) => {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8')
    const words = [...source.matchAll(pattern)].flatMap(([, word = '']) =>
      word.includes("'") ? [...word.matchAll(/'([a-z-]+)'/g)].map(([, one]) => one) : [word],
    )
    expect(words.length).toBeGreaterThan(3)
    for (const word of words) expect(known).toContain(`${start}${word}`)
  })

  test('become series that are there from the start, and one that nobody knows is no new series', async () => {
    const metrics = new Metrics('1.2.3')
    const text = await textWith(metrics, {
      'closed.4400': 7,
      compacted: 2,
      'invented.by-a-peer': 5,
    })
    expect(text).toContain('weft_closed_total{code="4400"} 7')
    expect(text).toContain('weft_closed_total{code="4529"} 0')
    expect(text).toContain('weft_compactions_total{result="done"} 2')
    expect(text).toContain('weft_unknown_events_total 5')
    expect(text).not.toContain('invented')
    const again = await textWith(metrics, { 'closed.4400': 8 })
    expect(again).toContain('weft_closed_total{code="4400"} 8')
  })
})

test('what the command counts beside the server is added to what that counts', async () => {
  const metrics = new Metrics('1.2.3')
  for (const event of ['refused.401', 'refused.426', 'refused.426']) metrics.count(event)
  const text = await textWith(metrics, { 'refused.426': 5 })
  expect(text).toContain('weft_http_refused_total{status="401"} 1')
  expect(text).toContain('weft_http_refused_total{status="426"} 7')
  expect(text).toContain('weft_unknown_events_total 0')
})

describe('The metrics', () => {
  test('are there in one form: weft_, a unit or _total, and a help text', async () => {
    const own = (await allMetrics()).filter(({ name }) => name.startsWith('weft_'))
    expect(own.length).toBeGreaterThan(40)
    for (const { name, help, type } of own) {
      expect(help.length, name).toBeGreaterThan(10)
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      expect(name).not.toMatch(/_ms\b|milli/)
    }
  })

  test('have no more series after ten thousand documents and peers than before', async () => {
    const metrics = new Metrics('1.2.3')
    const authorize = metrics.watchAuthorize('open', allowEveryone)
    const who = { token: undefined, headers: {}, address: '' }
    const seriesOf = (text: string) =>
      text.split('\n').filter((line) => line.startsWith('weft_')).length
    const before = seriesOf(await textWith(metrics, {}))
    for (let index = 0; index < 10_000; index += 1) {
      metrics.observe('load-ms.loaded', index)
      metrics.observe('tick-ms', index)
      await authorize({ ...who, address: String(index) }, 'list', undefined)
    }
    expect(seriesOf(await textWith(metrics, { connected: 10_000 }))).toBe(before)
  })

  test('of what is measured are in seconds', async () => {
    const metrics = new Metrics('1.2.3')
    metrics.observe('saved-ms', 250)
    metrics.observe('deliveries', 99)
    const text = await textWith(metrics, {})
    expect(text).toContain('weft_saved_seconds_sum 0.25')
    expect(text).toContain('weft_saved_seconds_bucket{le="0.1"} 0')
    expect(text).toContain('weft_saved_seconds_bucket{le="0.25"} 1')
    expect(text).toContain('weft_deliveries_total 99')
    expect(text).toContain('weft_build_info{version="1.2.3",node=')
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  test('of who is let in tell a no from a failure', async () => {
    const metrics = new Metrics('1.2.3')
    const who = { token: undefined, headers: {}, address: '' }
    const refuse = metrics.watchAuthorize('webhook', () => ({
      allowed: false,
      because: 'forbidden',
      reason: '',
    }))
    expect(await refuse(who, 'list', undefined)).toMatchObject({ allowed: false })
    const fail = metrics.watchAuthorize('webhook', () => Promise.reject(new Error('it hangs')))
    await expect(fail(who, 'list', undefined)).rejects.toThrow('it hangs')
    const text = await textWith(metrics, {})
    expect(text).toContain('weft_authorize_seconds_count{mode="webhook",outcome="forbidden"} 1')
    expect(text).toContain('weft_authorize_seconds_count{mode="webhook",outcome="failed"} 1')
  })
})
