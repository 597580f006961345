import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigProblem } from '../config/config-problem.ts'
import { configFrom } from '../config/config.ts'
import { readSettings } from '../config/read-settings.ts'
import { settingNames } from '../config/settings.ts'
import { lineOf, note, wrong, type Finding } from '../doctor/finding.ts'
import { lookAtData } from '../doctor/look-at-data.ts'
import { lookAtSecrets } from '../doctor/look-at-secrets.ts'
import { lookAtMachine } from '../doctor/look-at-machine.ts'
import { probeSockets } from '../doctor/probe-socket.ts'
import { lookAtRequests, lookAtTls } from '../doctor/public-url.ts'
import { readCertificate } from '../tls/read-certificate.ts'
import type { CliCommand } from './command.ts'
import { wordsOf } from '../words-of.ts'

const DEFAULT_IDLE_SECONDS = 70
const MOST_IDLE_SECONDS = 3_600

const NOT_SENT = 'it was not sent, for who is not meant to could have got it; set TLS right first'

export const doctorCommand: CliCommand = {
  name: 'doctor',
  summary:
    'Look at what goes wrong elsewhere: disk, limits, clock, and, through the public address, TLS, proxies and timeouts. Exit code 1 if something is wrong.',
  example: 'weft doctor --data ./data --url https://docs.example.org/',
  settings: settingNames,
  define: (command) =>
    command
      .option('--url <url>', 'the public address, as people use it, with the path prefix')
      .option(
        '--idle <seconds>',
        'how long to wait on a silent connection; 0 for not at all',
        String(DEFAULT_IDLE_SECONDS),
      )
      .option(
        '--ca <file>',
        'a certificate in PEM, of an authority of your own that people’s browsers trust',
      )
      .option('--token-file <file>', 'a file with a token, or the password, that lets doctor in')
      .option('--json', 'for programs'),
  run: async ({ flags, options, surroundings, print }) => {
    const settings = readSettings(flags, surroundings)
    const config = configFrom(settings)
    const url = urlFrom(options['url'])
    const idleMs = idleFrom(options['idle'])
    const token = textIn('token-file', options['tokenFile'], surroundings.cwd)?.trim()
    const ca = textIn('ca', options['ca'], surroundings.cwd)
    const isJson = options['json'] === true
    const findings: Finding[] = []
    const tell = (found: readonly Finding[]): void => {
      findings.push(...found)
      if (!isJson) for (const each of found) print(lineOf(each))
    }
    tell(lookAtMachine(config.limits))
    tell(await lookAtData(config.data, Date.now()))
    tell(await lookAtSecrets(settings.values))
    if (config.tls) tell(certificateFindings(config.tls))
    if (url) {
      const { isPrivate, ...tls } = await lookAtTls(url, Date.now(), ca)
      tell([tls])
      if (token !== undefined && !isPrivate) tell([note('token', NOT_SENT)])
      const requests = await lookAtRequests(url)
      tell(requests)
      // Where nothing of ours answers, there is nothing more to be seen.
      if (requests.some(({ what, is }) => what === 'path' && is === 'right'))
        tell(await probeSockets({ url, token: isPrivate ? token : undefined, ca, idleMs }))
    }
    if (isJson) print(JSON.stringify({ findings }, undefined, 2))
    return findings.some(({ is }) => is === 'wrong') ? 1 : 0
  },
}

function certificateFindings(files: Parameters<typeof readCertificate>[0]): readonly Finding[] {
  try {
    const { warning } = readCertificate(files, Date.now())
    return warning === undefined
      ? []
      : [wrong('certificate', warning.replace(/\.$/, ''), 'Renew it')]
  } catch (error) {
    return [wrong('certificate', wordsOf(error), 'Weft does not start with it')]
  }
}

function urlFrom(given: unknown): URL | undefined {
  if (given === undefined) return undefined
  const url = URL.canParse(String(given)) ? new URL(String(given)) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigProblem(
      `Cannot look at "${String(given)}": --url must be an address such as https://docs.example.org/.`,
    )
  url.search = ''
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function idleFrom(given: unknown): number {
  const seconds = Number(given ?? DEFAULT_IDLE_SECONDS)
  if (!(seconds >= 0 && seconds <= MOST_IDLE_SECONDS))
    throw new ConfigProblem(
      `Cannot wait "${String(given)}": --idle must be a number of seconds from 0 to ${MOST_IDLE_SECONDS}.`,
    )
  return seconds * 1000
}

/** What is in the file that a flag names. */
function textIn(flag: string, given: unknown, cwd: string): string | undefined {
  if (given === undefined) return undefined
  const path = resolve(cwd, String(given))
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigProblem(`Cannot read "${path}": ${wordsOf(error)}. Check --${flag}.`)
  }
}
