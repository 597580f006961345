import { ConfigProblem } from '../config/config-problem.ts'
import { readSettings } from '../config/read-settings.ts'
import { ask } from '../doctor/ask.ts'
import type { CliCommand } from './command.ts'

/** Less than what Docker and systemd are mostly told to wait. */
const DEFAULT_SECONDS = 4
const MOST_SECONDS = 3_600

export const healthCommand: CliCommand = {
  name: 'health',
  summary:
    'Ask the server that runs here with these settings whether it is alive, or whether it is ready. Exit code 1 if not.',
  example: 'weft health --port 1234',
  settings: ['port', 'host', 'tls-cert'],
  define: (command) =>
    command
      .option('--ready', 'whether it takes edits and saves them, and is not about to stop')
      .option('--timeout <seconds>', 'how long to wait for the answer', String(DEFAULT_SECONDS)),
  run: async ({ flags, options, surroundings, print, complain }) => {
    const { values } = readSettings(flags, surroundings)
    const path = options['ready'] === true ? 'readyz' : 'healthz'
    const url = urlOf(values, path)
    const answer = await ask(url, {}, timeoutFrom(options['timeout']))
    if (typeof answer === 'string') {
      complain(`Nothing answers at ${url.href}: ${answer}. Does the server run with this port?`)
      return 1
    }
    const status = statusIn(answer.body)
    if (status === undefined) {
      complain(`What answers at ${url.href} is not Weft: it answers with ${answer.status}.`)
      return 1
    }
    if (answer.status !== 200) {
      complain(`The server at ${url.href} says: ${status}.`)
      return 1
    }
    print(`The server at ${url.href} says: ${status}.`)
    return 0
  },
}

interface Listening {
  readonly port: number
  readonly host: string
  readonly 'tls-cert': string | undefined
}

/** Both paths are answered at the root, whatever the path prefix. */
function urlOf({ port, host, 'tls-cert': cert }: Listening, path: string): URL {
  if (port === 0)
    throw new ConfigProblem(
      'Cannot ask at port 0: only the server knows which free port it took. Name that one with --port.',
    )
  const url = `${cert === undefined ? 'http' : 'https'}://${reachable(host)}:${port}/${path}`
  if (!URL.canParse(url))
    throw new ConfigProblem(`Cannot ask at "${host}": name the server's address with --host.`)
  return new URL(url)
}

/** The address at which a server that listens on `host` answers this machine, as a URL has it. */
function reachable(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (bare === '0.0.0.0') return '127.0.0.1'
  if (bare === '::') return '[::1]'
  return bare.includes(':') ? `[${bare}]` : bare
}

function timeoutFrom(given: unknown): number {
  const seconds = Number(given)
  if (!(seconds > 0 && seconds <= MOST_SECONDS))
    throw new ConfigProblem(
      `Cannot wait "${String(given)}": --timeout must be a number of seconds above 0, at most ${MOST_SECONDS}.`,
    )
  return seconds * 1000
}

function statusIn(body: string): string | undefined {
  try {
    const said: unknown = JSON.parse(body)
    return typeof said === 'object' && said !== null && 'status' in said
      ? String(said.status)
      : undefined
  } catch {
    return undefined
  }
}
