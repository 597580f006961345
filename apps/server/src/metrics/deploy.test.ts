import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { allMetrics } from './metrics.test-support.ts'

interface Series {
  readonly type: string
  readonly labels: ReadonlySet<string>
}

const deploy = (file: string): string =>
  readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8')

/** What Prometheus gives each series, or is known of it without us. */
const ADDED = new Set(['instance', 'job', 'le'])
const OF_PROMETHEUS = new Set(['up'])

let known: Map<string, Series>
beforeAll(async () => {
  known = new Map(
    (await allMetrics()).map(({ name, type, labels }) => [name, { type, labels: new Set(labels) }]),
  )
})

/** All that an expression asks for: names with the labels that it chooses by. */
function asked(expr: string): { readonly name: string; readonly labels: readonly string[] }[] {
  const withoutTexts = expr.replaceAll(/"[^"]*"/g, '""')
  return [...withoutTexts.matchAll(/\b([a-z]+_[a-z0-9_]+|up)\b(?!\s*\()(?:\{([^}]*)\})?/g)]
    .filter(([, name = '']) => OF_PROMETHEUS.has(name) || /^(?:weft|nodejs|process)_/.test(name))
    .map(([, name = '', labels = '']) => ({
      name,
      labels: [...labels.matchAll(/([a-z_]+)\s*[=!]/g)].map(([, label = '']) => label),
    }))
}

/** The metric that a name in an expression is part of: histograms have three. */
function metricOf(name: string): Series | undefined {
  const start = name.replace(/_(?:bucket|sum|count)$/, '')
  const whole = known.get(start)
  return whole?.type === 'histogram' && start !== name ? whole : known.get(name)
}

function expectKnown(expr: string): void {
  const all = asked(expr)
  expect(all.length, expr).toBeGreaterThan(0)
  for (const { name, labels } of all) {
    if (OF_PROMETHEUS.has(name)) continue
    const metric = metricOf(name)
    expect(metric, `${name} in ${expr}`).toBeDefined()
    for (const label of labels)
      expect(ADDED.has(label) || metric?.labels.has(label), `${label} of ${name}`).toBe(true)
    if (/(?:rate|increase)\(/.test(expr) && /\[/.test(expr.slice(expr.indexOf(name))))
      expect(['counter', 'histogram'], name).toContain(metric?.type)
  }
  for (const [, grouped = ''] of expr.matchAll(/by \(([^)]*)\)/g))
    for (const label of grouped.split(',').map((each) => each.trim()))
      expect(
        ADDED.has(label) || all.some(({ name }) => metricOf(name)?.labels.has(label)),
        `${label} in ${expr}`,
      ).toBe(true)
}

interface Panel {
  readonly type: string
  readonly title: string
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
}

describe('The dashboard', () => {
  const { panels } = JSON.parse(deploy('grafana.json')) as { readonly panels: readonly Panel[] }

  test('has a row for each question', () => {
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title)
    expect(rows).toEqual([
      'Are people served?',
      'Is it saved?',
      'What does it cost?',
      'Who is refused?',
    ])
  })

  test('asks for nothing that is not there', () => {
    const targets = panels.flatMap((panel) => panel.targets ?? [])
    expect(targets.length).toBeGreaterThan(30)
    for (const { expr } of targets) {
      expectKnown(expr)
      expect(expr).toContain('instance=~"$instance"')
    }
  })
})

describe('The alerts', () => {
  interface Rule {
    readonly alert: string
    readonly expr: string
    readonly labels: { readonly severity: string }
    readonly annotations: { readonly summary: string; readonly action: string }
  }
  const { groups } = parse(deploy('alerts.yaml')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)

  test('ask for nothing that is not there, and each says what to do', () => {
    expect(rules.length).toBeGreaterThan(8)
    for (const { alert, expr, labels, annotations } of rules) {
      expectKnown(expr)
      expect(['page', 'ticket'], alert).toContain(labels.severity)
      expect(annotations.summary, alert).toBeTruthy()
      expect(annotations.action, alert).toMatch(/\.$/)
    }
  })

  test('a name that is not there is noticed', () => {
    expect(() => expectKnown('rate(weft_invented_total[5m])')).toThrow('weft_invented_total')
    expect(() => expectKnown('weft_rooms{document="notes"}')).toThrow('document of weft_rooms')
  })
})
