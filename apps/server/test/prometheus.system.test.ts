import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { Administered } from './administered.ts'
import { alertCases, type AlertCase } from './alert-cases.ts'
import { alertsFile, Prometheus, promtool } from './prometheus.ts'
import { emptyFolder } from './weft-process.ts'

const WAIT = { timeout: 60_000, interval: 200 }

interface Rule {
  readonly alert: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<string, string>>
}

const { groups } = parse(readFileSync(alertsFile, 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = new Map(groups.flatMap((group) => group.rules).map((rule) => [rule.alert, rule]))

const panels = (
  JSON.parse(readFileSync(new URL('../deploy/grafana.json', import.meta.url), 'utf8')) as {
    readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[]
  }
).panels

/** A unit test of promtool's for one alert: quiet at one moment, there at another, with what it says. */
function testOf({ alert, series, quietAt, firesAt, labels = {}, value = '' }: AlertCase) {
  const rule = rules.get(alert)
  const said = (text: string): string =>
    text
      .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => labels[label] ?? '')
      .replace(/\{\{ \$value[^}]*\}\}/g, value)
  const exp_annotations = Object.fromEntries(
    Object.entries(rule?.annotations ?? {}).map(([name, text]) => [name, said(text)]),
  )
  return {
    name: alert,
    interval: '15s',
    input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
    alert_rule_test: [
      { eval_time: quietAt, alertname: alert, exp_alerts: [] },
      {
        eval_time: firesAt,
        alertname: alert,
        exp_alerts: [{ exp_labels: { ...rule?.labels, ...labels }, exp_annotations }],
      },
    ],
  }
}

/** What promtool says of these cases. */
async function alertsTested(cases: readonly AlertCase[]) {
  const folder = await emptyFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'tests.yaml')
  const tests = cases.map(testOf)
  // JSON is YAML.
  await writeFile(
    file,
    JSON.stringify({ rule_files: [alertsFile], evaluation_interval: '15s', tests }),
  )
  return promtool(['test', 'rules', file])
}

test('each alert is there when it must be, and not before, and says so in words', async () => {
  expect(alertCases.map(({ alert }) => alert)).toEqual([...rules.keys()])
  expect(await alertsTested(alertCases)).toMatchObject({ code: 0 })
  // Not whatever it is asked.
  const never = alertCases.map((one) => ({ ...one, firesAt: one.quietAt }))
  expect((await alertsTested(never)).code).toBe(1)
})

test('Prometheus reads the metrics as the guide has it, and the dashboard has something to show', async () => {
  const folder = await emptyFolder()
  const tokenFile = join(folder, 'metrics-token')
  await writeFile(tokenFile, 'the-token-of-the-monitor\n')
  const server = await Administered.start(`--metrics-token-file=${tokenFile}`)
  onTestFinished(async () => {
    await server.end()
    await rm(folder, { recursive: true })
  })
  const prometheus = await Prometheus.start(new URL(server.adminUrl).host, tokenFile)
  const ada = server.join('notes')
  const brian = server.join('notes')
  await Promise.all([ada.whenSynced, brian.whenSynced])

  const text = await (await server.fetch('/metrics')).text()
  const own = text.split(/^(?=# HELP )/m).filter((one) => one.startsWith('# HELP weft_'))
  expect(own.length).toBeGreaterThan(40)
  expect(await promtool(['check', 'metrics'], own.join(''))).toEqual({ code: 0, output: '' })
  // Of the library's own names some are not to promtool's taste (3), but it reads them all.
  expect((await promtool(['check', 'metrics'], text)).code).toBe(3)

  const expressions = panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => expr))
  // What is only there when something is wrong cannot be there now; that it can be read is shown.
  const waited = new Set(expressions.filter((each) => !each.endsWith('> 0')))
  const ask = (expression: string) => prometheus.query(expression.replaceAll('$instance', '.*'))
  for (const expression of expressions) await ask(expression)
  await expect
    .poll(async () => {
      ada.doc.getText('text').insert(0, 'x')
      for (const expression of waited)
        if ((await ask(expression)).length > 0) waited.delete(expression)
      return [...waited]
    }, WAIT)
    .toEqual([])
  await expect
    .poll(async () => (await ask('rate(weft_deliveries_total[5m])'))[0]?.value[1], WAIT)
    .toSatisfy((rate) => Number(rate) > 0)
  expect(await ask('weft_sessions{state="joined"}')).toMatchObject([
    { value: [expect.any(Number), '2'] },
  ])
  await expect
    .poll(async () => (await prometheus.rules()).map(({ health }) => health), WAIT)
    .toEqual([...rules.keys()].map(() => 'ok'))
})
