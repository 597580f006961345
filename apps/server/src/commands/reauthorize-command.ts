import { requireServer } from '../admin/admin-client.ts'
import { readSettings } from '../config/read-settings.ts'
import type { CliCommand } from './command.ts'

export const reauthorizeCommand: CliCommand = {
  name: 'reauthorize',
  summary:
    'Have the server that runs on the data folder ask anew what everybody may do who is connected, after rights have changed.',
  example: 'weft reauthorize --document notes --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .option('--document <name>', 'only those who have this document open')
      .option('--json', 'for programs'),
  run: async ({ options, flags, surroundings, version, print }) => {
    const { document } = options
    const server = await requireServer(readSettings(flags, surroundings).values.data, version)
    const answer = await server.json('POST', '/api/reauthorize', {
      query: document === undefined ? {} : { document: String(document) },
    })
    print(
      options['json'] === true
        ? JSON.stringify(answer)
        : 'Asked anew: what the answers say is in force.',
    )
    return 0
  },
}
