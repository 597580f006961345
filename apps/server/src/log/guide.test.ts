import { readdirSync, readFileSync } from 'node:fs'
import { defaultLimits } from '@weft/server'
import { Command } from 'commander'
import { closeCodes } from '@weft/protocol'
import { describe, expect, test } from 'vitest'
import { commands } from '../commands/commands.ts'
import { settingNames } from '../config/settings.ts'
import { allMetrics } from '../metrics/metrics.test-support.ts'

const root = new URL('../../../../', import.meta.url)
const page = (name: string): string =>
  readFileSync(new URL(`apps/docs/operator/${name}`, root), 'utf8')

/** All that can be logged, by the server and by the packages that it is made of. */
const sources = ['apps/server/src/', 'packages/server/src/'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(file))
    .map((file) => readFileSync(new URL(`${folder}${file}`, root), 'utf8')),
)
const events = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/\bevent(?:: |\()'([a-z]+(?:-[a-z]+)*)'/g)].map(([, event = '']) => event),
  ),
)
const inCode = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words)

/** Flags of commands that are no settings. */
const own = commands.flatMap(({ name, define }) => {
  const command = new Command(name)
  define?.(command)
  return command.options.map(({ long }) => long?.slice(2))
})

describe('the guide', () => {
  test('has each event of the log in its table, and none that there is not', () => {
    const rows = page('seeing.md')
      .split('\n')
      .filter((line) => /^\| `[a-z-]+`[^|]* \| (?:debug|info|warn|error)/.test(line))
    const told = rows.flatMap((row) => inCode(row.split('|')[1] ?? ''))
    expect(told.length).toBeGreaterThan(50)
    expect(new Set(told)).toEqual(events)
    expect(told).toHaveLength(events.size)
  })

  test('names nothing in its page about troubles that there is not', async () => {
    const text = page('troubleshooting.md').replaceAll(/^```[\s\S]*?^```$/gm, '')
    const metrics = new Set((await allMetrics()).map(({ name }) => name))
    const alerts = readFileSync(new URL('apps/server/deploy/alerts.yaml', root), 'utf8')
    const codes = new Set(Object.values(closeCodes).map(({ code }) => String(code)))
    const names = inCode(text)
    const isKnown = (name: string): boolean => {
      if (name.startsWith('--')) return [...settingNames, ...own, 'config'].includes(name.slice(2))
      if (name.startsWith('weft ')) return commands.some((one) => one.name === name.split(' ')[1])
      if (/^(?:weft|nodejs)_/.test(name)) return metrics.has(name)
      if (/^Weft[A-Z]/.test(name)) return alerts.includes(`alert: ${name}\n`)
      // The document that `weft doctor` reads.
      if (name === 'weft-doctor') return true
      if (/^[a-z]+(?:-[a-z]+)+$/.test(name))
        return events.has(name) || settingNames.some((one) => one === name)
      if (/^(?:max|warn)[A-Z]|(?:Ms|Bytes)$/.test(name)) return Object.hasOwn(defaultLimits, name)
      return true
    }
    expect(names.length).toBeGreaterThan(60)
    expect(names.filter((name) => !isKnown(name))).toEqual([])
    const named = [...text.matchAll(/\b(?:4[45]\d\d|10\d\d)\b/g)].map(([code]) => code)
    expect(named.filter((code) => !codes.has(code))).toEqual([])
    for (const code of codes) expect(text).toContain(code)
  })
})
