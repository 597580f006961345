import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { configCommand } from '../commands/config-command.ts'
import type { CliCommand } from '../commands/command.ts'
import { runCommand } from '../commands/run-command.ts'
import { serveCommand } from '../commands/serve-command.ts'
import { readConfig, type Config } from './config.ts'

type Env = Readonly<Record<string, string>>

interface Outcome {
  readonly exitCode: number | undefined
  readonly printed: string
  readonly complained: string
  /** What would have been served. */
  readonly config: Config | undefined
}

const folder = mkdtempSync(join(tmpdir(), 'weft-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(argv: readonly string[], env: Env = {}): Promise<Outcome> {
  const printed: string[] = []
  const complained: string[] = []
  let config: Config | undefined
  const serve: CliCommand = {
    ...serveCommand,
    run: async ({ flags, surroundings }) => {
      config = readConfig(flags, surroundings)
      return undefined
    },
  }
  const exitCode = await runCommand(argv, {
    commands: [serve, configCommand],
    surroundings: { env, cwd: '/home/ada' },
    version: '1.2.3',
    print: (text) => printed.push(text),
    complain: (text) => complained.push(text),
  })
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n'), config }
}

const runLine = (line: string, env: Env = {}): Promise<Outcome> => run(line.split(' '), env)

async function configOf(line: string, env: Env = {}): Promise<Config> {
  const { config, complained } = await runLine(line, env)
  if (!config) throw new Error(complained)
  return config
}

/** A configuration file with this text. */
function fileOf(content: string): string {
  const path = join(folder, 'weft.yaml')
  writeFileSync(path, content)
  return path
}

describe('weft serve', () => {
  test('has defaults that are safe on a laptop', async () => {
    expect(await configOf('serve')).toEqual({
      port: 1234,
      host: '127.0.0.1',
      data: '/home/ada/data',
      editor: false,
      access: { mode: 'open', toEverybody: false },
      allowedOrigins: [],
      trustedProxies: { addresses: [], header: 'x-forwarded-for' },
      pathPrefix: '/',
      tls: undefined,
      limits: {},
      images: { maxBytes: 10_485_760, maxTotalBytes: 5_242_880_000 },
      drainDelayMs: 0,
      drainTimeoutMs: 10_000,
      keepDeletedDays: 30,
      logLevel: 'info',
      logFormat: 'json',
    })
  })

  test.each<[string, Env, Partial<Config>]>([
    ['serve --port 4000', {}, { port: 4000 }],
    ['serve --port=0', {}, { port: 0 }],
    ['serve', { WEFT_PORT: '4000' }, { port: 4000 }],
    ['serve --port 4001', { WEFT_PORT: '4000' }, { port: 4001 }],
    ['serve', { WEFT_PORT: '' }, { port: 1234 }],
    ['serve --host localhost', {}, { host: 'localhost' }],
    ['serve --host [::1]', {}, { host: '::1' }],
    ['serve', { WEFT_HOST: '127.0.0.2' }, { host: '127.0.0.2' }],
    ['serve --data docs', {}, { data: '/home/ada/docs' }],
    ['serve --pages dist', {}, { pages: '/home/ada/dist', editor: false }],
    ['serve', { WEFT_DATA: '/var/lib/weft' }, { data: '/var/lib/weft' }],
    ['serve --data here', { WEFT_DATA: '/var/lib/weft' }, { data: '/home/ada/here' }],
    ['serve --editor', {}, { editor: true }],
    [
      'serve --host 0.0.0.0 --insecure-open',
      {},
      { host: '0.0.0.0', access: { mode: 'open', toEverybody: true } },
    ],
    [
      'serve',
      { WEFT_HOST: '::', WEFT_INSECURE_OPEN: '1' },
      { host: '::', access: { mode: 'open', toEverybody: true } },
    ],
    ['serve', { WEFT_INSECURE_OPEN: '0' }, { access: { mode: 'open', toEverybody: false } }],
    ['serve --password-file pw', {}, { access: { mode: 'password', file: '/home/ada/pw' } }],
    ['serve', { WEFT_PASSWORD_FILE: '/run/pw' }, { access: { mode: 'password', file: '/run/pw' } }],
    ['serve', { WEFT_PASSWORD_FILE: '' }, { access: { mode: 'open', toEverybody: false } }],
    [
      'serve --password-file a',
      { WEFT_PASSWORD_FILE: '/b' },
      { access: { mode: 'password', file: '/home/ada/a' } },
    ],
    ['serve --host 0.0.0.0 --password-file pw', {}, { host: '0.0.0.0' }],
    [
      'serve --allow-origin https://a.example b.example --allow-origin https://c.example',
      {},
      { allowedOrigins: ['https://a.example', 'b.example', 'https://c.example'] },
    ],
    [
      'serve',
      { WEFT_ALLOW_ORIGIN: 'https://a.example, b.example,' },
      { allowedOrigins: ['https://a.example', 'b.example'] },
    ],
    [
      'serve --allow-origin x.example',
      { WEFT_ALLOW_ORIGIN: '*' },
      { allowedOrigins: ['x.example'] },
    ],
    ['serve --allow-origin=*', {}, { allowedOrigins: '*' }],
    ['serve --limit maxConnections=5', {}, { limits: { maxConnections: 5 } }],
    [
      'serve',
      { WEFT_LIMIT: 'maxConnections=5,maxTickMs=0' },
      { limits: { maxConnections: 5, maxTickMs: 0 } },
    ],
    ['serve --drain-timeout 0.5', {}, { drainTimeoutMs: 500 }],
    ['serve', { WEFT_DRAIN_TIMEOUT: '60' }, { drainTimeoutMs: 60_000 }],
    [
      'serve --max-image-mb 20',
      { WEFT_MAX_IMAGES_MB: '0' },
      { images: { maxBytes: 20_971_520, maxTotalBytes: 0 } },
    ],
    ['serve --keep-deleted 7', { WEFT_KEEP_DELETED: '90' }, { keepDeletedDays: 7 }],
    ['serve', { WEFT_KEEP_DELETED: '90' }, { keepDeletedDays: 90 }],
    [
      'serve --admin-port 9090 --admin-host [::1] --admin-token-file t',
      {},
      { admin: { port: 9090, host: '::1', tokenFile: '/home/ada/t', metricsTokenFile: undefined } },
    ],
    [
      'serve --admin-port 0',
      { WEFT_METRICS_TOKEN_FILE: '/run/m' },
      {
        admin: { port: 0, host: '127.0.0.1', tokenFile: undefined, metricsTokenFile: '/run/m' },
      },
    ],
    ['serve --log-level debug', { WEFT_LOG_LEVEL: 'warn' }, { logLevel: 'debug' }],
  ])('%s with %o', async (line, env, expected) => {
    expect(await configOf(line, env)).toMatchObject(expected)
  })

  test.each<[string, Env, RegExp]>([
    ['serve --port http', {}, /"http" for --port: it must be a whole number/],
    ['serve --port 65536', {}, /from 0 to 65535/],
    ['serve --port -1', {}, /port/],
    ['serve --port 1e3', {}, /"1e3"/],
    ['serve', { WEFT_PORT: '12.5' }, /"12.5" for WEFT_PORT/],
    ['serve --host 0.0.0.0', {}, /"0\.0\.0\.0" \(--host\).*--insecure-open/],
    ['serve --host ::', {}, /--password-file.*--insecure-open/],
    ['serve --password-file=', {}, /"" for --password-file: it must be a path/],
    ['serve --password-file', {}, /--password-file <file>.*argument/],
    ['serve --password secret', {}, /--password/],
    [
      'serve --password-file pw --insecure-open',
      {},
      /\(--password-file\).*\(--insecure-open\).*leave out/,
    ],
    [
      'serve --password-file pw',
      { WEFT_INSECURE_OPEN: '1' },
      /\(--password-file\).*\(WEFT_INSECURE_OPEN\)/,
    ],
    [
      'serve --insecure-open',
      { WEFT_PASSWORD_FILE: 'pw' },
      /\(WEFT_PASSWORD_FILE\).*\(--insecure-open\)/,
    ],
    ['serve --allow-origin *.example', {}, /"\*\.example".*\(--allow-origin\)/],
    ['serve', { WEFT_ALLOW_ORIGIN: 'null' }, /"null".*\(WEFT_ALLOW_ORIGIN\)/],
    ['serve --limit maxConnections', {}, /"maxConnections": write it as name=number \(--limit\)/],
    [
      'serve --limit maxConnections=0',
      {},
      /"maxConnections": 0 is not a number above 0 \(--limit\)/,
    ],
    ['serve', { WEFT_LIMIT: 'toString=1' }, /"toString": there is no such limit \(WEFT_LIMIT\)/],
    ['serve', { WEFT_HOST: '192.168.1.5' }, /\(WEFT_HOST\).*--insecure-open/],
    ['serve --prot 4000', {}, /--port/],
    [
      'serve --drain-timeout soon',
      {},
      /"soon" for --drain-timeout: it must be a number of seconds/,
    ],
    ['serve', { WEFT_DRAIN_TIMEOUT: '-1' }, /WEFT_DRAIN_TIMEOUT/],
    ['serve --max-image-mb 51', {}, /"51" for --max-image-mb.*from 1 to 50/],
    ['serve', { WEFT_MAX_IMAGE_MB: '0' }, /"0" for WEFT_MAX_IMAGE_MB/],
    ['serve --max-images-mb lots', {}, /"lots" for --max-images-mb/],
    ['serve --keep-deleted 0', {}, /"0" for --keep-deleted.*days from 1/],
    ['serve', { WEFT_KEEP_DELETED: 'a week' }, /"a week" for WEFT_KEEP_DELETED/],
    ['serve --admin-port 9090', {}, /\(--admin-port\) without a token.*--admin-token-file/],
    ['serve --admin-token-file t', {}, /\(--admin-token-file\).*add --admin-port/],
    ['serve', { WEFT_METRICS_TOKEN_FILE: 't' }, /\(WEFT_METRICS_TOKEN_FILE\).*add --admin-port/],
    [
      'serve --admin-port 1234 --admin-token-file t',
      {},
      /port 1234 for documents.*administrators \(--admin-port\).*another/,
    ],
    ['serve', { WEFT_LOG_LEVEL: 'loud' }, /"loud" for WEFT_LOG_LEVEL.*debug, info/],
    ['serve --editor --pages dist', {}, /editor \(--editor\) and pages \(--pages\).*leave out/],
    ['serve here', {}, /too many arguments/],
    ['sevre', {}, /serve/],
    ['serve', { WEFT_INSECURE_OPEN: 'yes' }, /"yes" for WEFT_INSECURE_OPEN: it must be 1 or 0/],
    ['serve', { WEFT_PROT: '1' }, /WEFT_PROT: there is no such setting\. Did you mean "WEFT_PORT"/],
    ['serve', { WEFT_PORT: 'tcp://10.0.0.1:1234' }, /Kubernetes.*enableServiceLinks/],
    [
      'serve --config nowhere.yaml',
      {},
      /Cannot read the settings in .*nowhere\.yaml: there is no such file/,
    ],
  ])('%s with %o is refused in words', async (line, env, words) => {
    const { exitCode, complained } = await runLine(line, env)
    expect(complained).toMatch(words)
    expect(exitCode).toBe(2)
  })

  test('what Kubernetes sets beside a service called weft is nobody’s setting', async () => {
    const env = { WEFT_SERVICE_HOST: '10.0.0.1', WEFT_PORT_1234_TCP: 'tcp://10.0.0.1:1234' }
    expect(await configOf('serve', env)).toMatchObject({ port: 1234 })
  })
})

describe('a configuration file', () => {
  test('has every setting by the name of its flag, with paths from where it lies', async () => {
    const path = fileOf(`
# What the team wants.
port: 4000
host: 0.0.0.0
password-file: secrets/password
allow-origin: [https://a.example, b.example]
limit: { maxConnections: 5, maxTickMs: 0 }
drain-timeout: 0.5
editor: true
`)
    expect(await configOf(`serve --config ${path}`)).toMatchObject({
      port: 4000,
      host: '0.0.0.0',
      access: { mode: 'password', file: join(folder, 'secrets/password') },
      allowedOrigins: ['https://a.example', 'b.example'],
      limits: { maxConnections: 5, maxTickMs: 0 },
      drainTimeoutMs: 500,
      editor: true,
    })
  })

  test('gives way to the environment, which gives way to flags', async () => {
    const env = { WEFT_CONFIG: fileOf('{ "port": 1, "data": "here", "log-level": "warn" }') }
    expect(await configOf('serve', env)).toMatchObject({ port: 1, logLevel: 'warn' })
    expect(await configOf('serve', { ...env, WEFT_PORT: '2' })).toMatchObject({ port: 2 })
    expect(await configOf('serve --port 3', { ...env, WEFT_PORT: '2' })).toMatchObject({
      port: 3,
      data: join(folder, 'here'),
    })
  })

  test('may be empty, and so may values in it', async () => {
    expect(await configOf(`serve --config ${fileOf('# nothing yet')}`)).toMatchObject({
      port: 1234,
    })
    expect(await configOf(`serve --config ${fileOf('port:')}`)).toMatchObject({ port: 1234 })
  })

  test.each<[string, RegExp]>([
    ['prot: 1', /there is no setting "prot"\. Did you mean "port"\?/],
    ['drain_timeout: 1', /"drain_timeout"\. Did you mean "drain-timeout"\?/],
    ['something-else-altogether: 1', /there is no setting "something-else-altogether"\.$/],
    ['toString: 1', /there is no setting "toString"/],
    ['port: "4000"', /"4000" for port in .*weft\.yaml: it must be a whole number from 0 to 65535/],
    ['port: 1.5', /1\.5 for port in/],
    ['port: [1]', /\[1\] for port in/],
    ['editor: 1', /1 for editor in .* true or false/],
    ['log-level: loud', /"loud" for log-level in .*: it must be one of debug/],
    ['allow-origin: [1]', /\[1\] for allow-origin in/],
    ['allow-origin: "*.example"', /"\*\.example".*\(allow-origin in .*weft\.yaml\)/],
    ['limit: { maxConnections: many }', /"maxConnections": its value is not a number/],
    [
      'limit: { maxTickMS: 1 }',
      /"maxTickMS": there is no such limit; the nearest is "maxTickMs" \(limit in/,
    ],
    ['limit: 3', /3 for limit in .*: it must be limits by name/],
    ['port: 1\nport: 2', /Cannot read .*weft\.yaml: Map keys must be unique at line 2/],
    ['port: [1', /Cannot read .*weft\.yaml.* line 1/],
    ['- port', /must have lines such as/],
    ['4000', /must have lines such as/],
    ['host: 0.0.0.0', /listen on "0\.0\.0\.0" \(host in .*weft\.yaml\)/],
  ])('%j is refused in words', async (content, words) => {
    const { exitCode, complained } = await runLine(`serve --config ${fileOf(content)}`)
    expect(complained).toMatch(words)
    expect(complained).not.toContain('\n')
    expect(exitCode).toBe(2)
  })
})

describe('weft config', () => {
  test('prints what is in force and who says so', async () => {
    const path = fileOf('data: /srv/weft\nlimit: { maxRooms: 7 }')
    const { printed, exitCode } = await run(['config', '--config', path, '--port', '1'], {
      WEFT_LOG_LEVEL: 'warn',
    })
    expect(exitCode).toBe(0)
    const lineOf = (name: string): string =>
      printed.split('\n').find((line) => line.startsWith(`${name} `)) ?? ''
    expect(lineOf('port')).toMatch(/^port +1 +--port$/)
    expect(lineOf('log-level')).toMatch(/^log-level +warn +WEFT_LOG_LEVEL$/)
    expect(lineOf('data')).toMatch(/^data +\/srv\/weft +data in .*weft\.yaml$/)
    expect(lineOf('limit')).toMatch(/^limit +\{"maxRooms":7\} +limit in .*weft\.yaml$/)
    expect(lineOf('host')).toMatch(/^host +127\.0\.0\.1 +default$/)
    expect(lineOf('drain-timeout')).toMatch(/^drain-timeout +10 +default$/)
    expect(lineOf('pages')).toMatch(/^pages +- +default$/)
  })

  test('prints JSON that can be read back as a file', async () => {
    const { printed } = await runLine('config --json --drain-timeout 2.5 --editor')
    const settings = JSON.parse(printed) as Record<string, { value: unknown; from: string }>
    expect(settings['drain-timeout']).toEqual({ value: 2.5, from: '--drain-timeout' })
    const file = Object.entries(settings).map(([name, { value }]) => [name, value])
    const path = fileOf(JSON.stringify(Object.fromEntries(file)))
    expect(await configOf(`serve --config ${path}`)).toEqual(
      await configOf('serve --drain-timeout 2.5 --editor'),
    )
  })

  test.for(['config', 'config --json'])(
    '%s tells no secret that stands in an address',
    async (line) => {
      const url = 'http://127.0.0.1:1/ask?tenant=acme&key=hush&token'
      const { printed } = await runLine(
        `${line} --authorize-url ${url} --authorize-secret-file s --jwt-jwks-url https://x.example/?hush`,
      )
      expect(printed).toContain('http://127.0.0.1:1/ask?tenant=…&key=…&…')
      expect(printed).toContain('https://x.example/?…')
      expect(printed).not.toContain('hush')
    },
  )

  test.for([
    ['serve --authorize-url htps://me:hush@x.example/?key=hush', '"htps://…@x.example/?key=…"'],
    ['serve --authorize-url http://me:hush@x.example/', 'an address with a password'],
    ['serve --jwt-jwks-url http://x.example/?key=hush', '"http://x.example/?key=…"'],
    [
      'serve --authorize-secret-file s --authorize-url http://x.example/?key=hush',
      '"http://x.example/?key=…"',
    ],
  ])('%s: nor does a complaint', async ([line = '', words = '']) => {
    const { complained, exitCode } = await runLine(line)
    expect(complained).toContain(words)
    expect(complained).not.toContain('hush')
    expect(exitCode).toBe(2)
  })

  test('shows what does not fit together, and fails', async () => {
    const { printed, complained, exitCode } = await runLine('config --host 0.0.0.0')
    expect(printed).toMatch(/host +0\.0\.0\.0 +--host/)
    expect(complained).toContain('--insecure-open')
    expect(exitCode).toBe(2)
  })
})

test.each(['--help', 'serve --help', 'help', 'help serve'])(
  'weft %s explains the command',
  async (line) => {
    const { printed, exitCode } = await runLine(line)
    expect(printed).toContain('serve')
    expect(exitCode).toBe(0)
  },
)

test('help tells each setting’s variable and default', async () => {
  const { printed } = await runLine('serve --help')
  const words = printed.replaceAll(/\s+/g, ' ')
  expect(words).toContain(
    '--port <number> port to listen on, 0 for a free one; or WEFT_PORT (default: 1234)',
  )
  expect(words).toContain('or WEFT_MAX_IMAGE_MB (default: 10)')
  expect(words).toContain('Example: weft serve')
})

test('weft --version prints the version', async () => {
  expect(await runLine('--version')).toMatchObject({ printed: '1.2.3', exitCode: 0 })
})

test('weft alone explains itself and fails', async () => {
  expect(await run([])).toMatchObject({ exitCode: 2, complained: expect.stringContaining('Usage') })
})

describe('trusted proxies', () => {
  test('are addresses, networks and words', async () => {
    const flags = 'serve --trusted-proxy loopback,10.1.0.0/16 --trusted-proxy-header forwarded'
    expect((await configOf(flags)).trustedProxies).toEqual({
      addresses: ['loopback', '10.1.0.0/16'],
      header: 'forwarded',
    })
  })

  test.for(['proxy.example.org', '0.0.0.0/0'])('are not %s', async (entry) => {
    expect((await runLine(`serve --trusted-proxy ${entry}`)).complained).toContain(
      `Cannot trust the proxy "${entry}"`,
    )
  })
})

describe('a path prefix', () => {
  test.for([
    ['/weft/', '/weft/'],
    ['weft', '/weft/'],
    ['/team/weft', '/team/weft/'],
    ['/', '/'],
  ])('%s is %s', async ([given = '', prefix]) => {
    expect((await configOf(`serve --path-prefix ${given}`)).pathPrefix).toBe(prefix)
  })

  test.for(['/../', '//weft/', '/a?b/', '/_weft/', '/a%20b/'])('cannot be %s', async (given) => {
    const { exitCode, complained } = await runLine(`serve --path-prefix ${given}`)
    expect(exitCode).toBe(2)
    expect(complained).toContain('it must be a path such as /weft/')
  })
})

test.for(['cert', 'key'])('a TLS %s alone is refused', async (one) => {
  const { exitCode, complained } = await runLine(`serve --tls-${one} ./file.pem`)
  expect(exitCode).toBe(2)
  expect(complained).toMatch(/without its .*: name .* with --tls-/)
})
