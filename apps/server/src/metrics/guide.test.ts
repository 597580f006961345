import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allMetrics } from './metrics.test-support.ts'

const page = readFileSync(new URL('../../../docs/operator/seeing.md', import.meta.url), 'utf8')
const START = /<!-- metrics: .* -->\n/
const END = '<!-- end of metrics -->'

// Written anew by `npx vitest run apps/server/src/metrics/guide.test.ts -u`.
test('the guide has every metric, with its type, its labels and what it means', async () => {
  const rows = (await allMetrics())
    .filter(({ name }) => name.startsWith('weft_'))
    .map(({ name, type, labels, help }) => {
      const told = labels.map((label) => `\`${label}\``).join(', ')
      return `| \`${name}\` | ${type} | ${told} | ${help} |`
    })
  const table = ['| metric | type | labels | meaning |', '|---|---|---|---|', ...rows].join('\n')
  const start = START.exec(page)
  expect(start).not.toBeNull()
  const before = page.slice(0, (start?.index ?? 0) + (start?.[0].length ?? 0))
  const after = page.slice(page.indexOf(END))
  await expect(`${before}\n${table}\n\n${after}`).toMatchFileSnapshot(
    '../../../docs/operator/seeing.md',
  )
})
