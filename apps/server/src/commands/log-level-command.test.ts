import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigProblem } from '../config/config-problem.ts'
import { StartProblem } from '../start-problem.ts'
import { logLevelCommand } from './log-level-command.ts'

/** Runs it where no server is. */
function run(level: string, time = '10m'): Promise<unknown> {
  const cwd = mkdtempSync(join(tmpdir(), 'weft-command-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  return logLevelCommand.run({
    args: [level],
    options: { for: time },
    flags: {},
    surroundings: { env: {}, cwd },
    version: '1.0.0',
    print: () => undefined,
    complain: () => undefined,
  })
}

test('a level that there is not is refused, with those that there are', async () => {
  await expect(run('loud')).rejects.toThrow(/"loud".*one of debug, info, warn, error/)
})

test.each(['', '10', '0m', '2d', '25h', '1.5h', '-5m', '999999s'])(
  'a time of "%s" is refused, with an example of one',
  async (time) => {
    await expect(run('debug', time)).rejects.toThrow(ConfigProblem)
    await expect(run('debug', time)).rejects.toThrow(/30s, 10m or 2h/)
  },
)

test.each(['1s', '90m', '24h'])(
  'a time of %s is taken, and then a server is asked',
  async (time) => {
    await expect(run('debug', time)).rejects.toThrow(StartProblem)
  },
)
