import { requireServer } from '../admin/admin-client.ts'
import { ConfigProblem } from '../config/config-problem.ts'
import { readSettings } from '../config/read-settings.ts'
import { LOG_LEVELS } from '../log/log-level.ts'
import type { LogLevelNow } from '../log/log-level-switch.ts'
import type { CliCommand } from './command.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 60 * 60],
])
const MAX_SECONDS = 24 * 60 * 60

export const logLevelCommand: CliCommand = {
  name: 'log-level',
  summary:
    'Tell what the server that runs on the data folder logs, or have it log more, or less, for a time.',
  example: 'weft log-level debug --for 10m --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .argument('[level]', `one of ${LOG_LEVELS.join(', ')}`)
      .option('--for <time>', 'how long, e.g. 30s, 10m, 2h; after that it is as before', '10m')
      .option('--json', 'for programs'),
  run: async ({ args, options, flags, surroundings, version, print }) => {
    const [level] = args
    if (level !== undefined && !LOG_LEVELS.some((one) => one === level))
      throw new ConfigProblem(
        `Cannot log from "${level}" on: the level must be one of ${LOG_LEVELS.join(', ')}.`,
      )
    const seconds = secondsIn(String(options['for']))
    const server = await requireServer(readSettings(flags, surroundings).values.data, version)
    const path = '/api/log-level'
    const now = (
      level === undefined
        ? await server.json('GET', path)
        : await server.json('PUT', path, { query: { level, seconds: String(seconds) } })
    ) as LogLevelNow
    print(options['json'] === true ? JSON.stringify(now) : sentence(now))
    return 0
  },
}

function secondsIn(time: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([smh])$/.exec(time) ?? []
  const seconds = Number(count) * (UNITS.get(unit) ?? 0)
  if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds
  throw new ConfigProblem(
    `Cannot use "${time}" for --for: write a time of at most 24h, e.g. 30s, 10m or 2h.`,
  )
}

const sentence = ({ lowest, usual, untilMs }: LogLevelNow): string =>
  untilMs === undefined
    ? `Logged: ${lowest} and above`
    : `Logged: ${lowest} and above until ${new Date(untilMs).toISOString().slice(0, 19)}Z, then ${usual} and above`
