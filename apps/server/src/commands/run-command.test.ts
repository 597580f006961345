import { describe, expect, test } from 'vitest'
import { commands } from './commands.ts'
import { runCommand } from './run-command.ts'

/** What a line of `weft` says; nothing here gets as far as a server or a folder. */
async function say(...argv: readonly string[]) {
  const [printed, complained]: [string[], string[]] = [[], []]
  const exitCode = await runCommand(argv, {
    commands,
    surroundings: { env: {}, cwd: '/home/ada' },
    version: '1.2.3',
    print: (text) => printed.push(text),
    complain: (text) => complained.push(text),
  })
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n') }
}

test('the list of commands has one sentence for each', async () => {
  const { printed } = await say('--help')
  const list = printed.slice(printed.indexOf('Commands:')).replaceAll(/\s+/g, ' ')
  for (const { name, summary } of commands) {
    const [first = ''] = summary.split(/(?<=\.) /)
    expect(list, name).toContain(first)
    expect(list.includes(summary), name).toBe(summary === first)
  }
})

describe.for(commands.map((command) => [command.name, command] as const))(
  'weft %s',
  ([name, { summary, example }]) => {
    test('explains itself, with an example, on standard output', async () => {
      const { exitCode, printed, complained } = await say(name, '--help')
      expect(printed.replaceAll(/\s+/g, ' ')).toContain(summary)
      expect(printed).toContain(`Example:\n  ${example}`)
      expect(example).toMatch(new RegExp(`^weft ${name}( |$)`))
      expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: '' })
    })

    test('has an example of flags that it has', async () => {
      const { printed } = await say(name, '--help')
      for (const flag of example.match(/--[\w-]+/g) ?? []) expect(printed).toContain(`  ${flag}`)
    })

    test('refuses a flag that it does not have, and says where the others are', async () => {
      const { exitCode, printed, complained } = await say(name, '--no-such-flag')
      expect(complained).toMatch(/^error: (unknown option '--no-such-flag'|required option)/)
      expect(complained).toContain(`weft ${name} --help`)
      expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' })
    })
  },
)

test('a command that does not exist is refused with the nearest one', async () => {
  const { exitCode, complained } = await say('documnets')
  expect(complained).toMatch(/Did you mean documents\?[^]*"weft --help" lists the commands/)
  expect(exitCode).toBe(2)
})

test.each([
  ['documents', '--sort', 'loudness'],
  ['documents', '--kind', 'green'],
  ['documents', '--idle', 'long'],
  ['log-level', 'loud'],
  ['log-level', 'debug', '--for', '10'],
  ['import', './notes.tar', '--existing', 'eat'],
  ['import', './notes', '--from', 'nowhere'],
  ['disconnect'],
])('%s %s %s makes no sense, whether a server runs or not', async (...argv) => {
  const { exitCode, printed } = await say(...argv)
  expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' })
})
