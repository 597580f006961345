import { requireServer } from '../admin/admin-client.ts'
import { ConfigProblem } from '../config/config-problem.ts'
import { readSettings } from '../config/read-settings.ts'
import type { CliCommand } from './command.ts'

const WHOM = ['peer', 'user', 'document'] as const

export const disconnectCommand: CliCommand = {
  name: 'disconnect',
  summary:
    'Send somebody away from the server that runs on the data folder: one connection, all of a user, or all of a document.',
  example: 'weft disconnect --user ada --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .option('--peer <id>', 'the one that the log and the admin page call so')
      .option('--user <id>', 'all that this user has open')
      .option('--document <name>', 'all that have this document open')
      .option('--come-back', 'let them connect again at once, to be asked anew who they are')
      .option('--json', 'for programs'),
  run: async ({ options, flags, surroundings, version, print }) => {
    const given = WHOM.filter((name) => options[name] !== undefined)
    const [whom] = given
    if (whom === undefined || given.length > 1)
      throw new ConfigProblem(
        'Cannot tell whom to disconnect: say one of --peer, --user, --document.',
      )
    const server = await requireServer(readSettings(flags, surroundings).values.data, version)
    const query = {
      [whom]: String(options[whom]),
      code: options['comeBack'] === true ? '4500' : '4403',
    }
    const answer = (await server.json('POST', '/api/disconnect', { query })) as {
      readonly disconnected: number
    }
    print(
      options['json'] === true
        ? JSON.stringify(answer)
        : `Disconnected: ${answer.disconnected} connection${answer.disconnected === 1 ? '' : 's'}`,
    )
    return 0
  },
}
