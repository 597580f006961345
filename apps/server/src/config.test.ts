import { describe, expect, test } from 'vitest'
import { readInstruction, type Config, type Instruction } from './config.ts'

type Env = Readonly<Record<string, string>>

const read = (line: string, env: Env = {}): Instruction =>
  readInstruction(line.split(' '), { env, cwd: '/home/ada', version: '1.2.3' })

function configOf(line: string, env: Env = {}): Config {
  const instruction = read(line, env)
  if (instruction.type !== 'serve') throw new Error(instruction.text)
  return instruction.config
}

describe('weft serve', () => {
  test('has defaults that are safe on a laptop', () => {
    expect(configOf('serve')).toEqual({
      port: 1234,
      host: '127.0.0.1',
      data: '/home/ada/data',
      editor: false,
      insecureOpen: false,
      allowedOrigins: [],
      limits: {},
      images: { maxBytes: 10_485_760, maxTotalBytes: 5_242_880_000 },
      drainTimeoutMs: 10_000,
      keepDeletedDays: 30,
      logLevel: 'info',
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
    ['serve --host 0.0.0.0 --insecure-open', {}, { host: '0.0.0.0', insecureOpen: true }],
    ['serve', { WEFT_HOST: '::', WEFT_INSECURE_OPEN: '1' }, { host: '::', insecureOpen: true }],
    ['serve', { WEFT_INSECURE_OPEN: '0' }, { insecureOpen: false }],
    ['serve --password-file pw', {}, { passwordFile: '/home/ada/pw', insecureOpen: false }],
    ['serve', { WEFT_PASSWORD_FILE: '/run/pw' }, { passwordFile: '/run/pw' }],
    ['serve', { WEFT_PASSWORD_FILE: '' }, { passwordFile: undefined }],
    ['serve --password-file a', { WEFT_PASSWORD_FILE: '/b' }, { passwordFile: '/home/ada/a' }],
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
      { WEFT_LIMITS: 'maxConnections=5,maxTickMs=0' },
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
    ['serve --log-level debug', { WEFT_LOG_LEVEL: 'warn' }, { logLevel: 'debug' }],
  ])('%s with %o', (line, env, expected) => {
    expect(configOf(line, env)).toMatchObject(expected)
  })

  test.each<[string, Env, RegExp]>([
    ['serve --port http', {}, /"http" \(--port\)/],
    ['serve --port 65536', {}, /from 0 to 65535/],
    ['serve --port -1', {}, /port/],
    ['serve --port 1e3', {}, /"1e3"/],
    ['serve', { WEFT_PORT: '12.5' }, /"12.5" \(WEFT_PORT\)/],
    ['serve --host 0.0.0.0', {}, /"0\.0\.0\.0" \(--host\).*--insecure-open/],
    ['serve --host ::', {}, /--password-file.*--insecure-open/],
    ['serve --password-file=', {}, /empty path \(--password-file\)/],
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
    ['serve', { WEFT_LIMITS: 'toString=1' }, /"toString": there is no such limit \(WEFT_LIMITS\)/],
    ['serve', { WEFT_HOST: '192.168.1.5' }, /\(WEFT_HOST\).*--insecure-open/],
    ['serve --prot 4000', {}, /--port/],
    ['serve --drain-timeout soon', {}, /"soon" \(--drain-timeout\).*seconds/],
    ['serve', { WEFT_DRAIN_TIMEOUT: '-1' }, /WEFT_DRAIN_TIMEOUT/],
    ['serve --max-image-mb 51', {}, /"51" \(--max-image-mb\).*from 1 to 50/],
    ['serve', { WEFT_MAX_IMAGE_MB: '0' }, /"0" \(WEFT_MAX_IMAGE_MB\)/],
    ['serve --max-images-mb lots', {}, /"lots" \(--max-images-mb\)/],
    ['serve --keep-deleted 0', {}, /"0" \(--keep-deleted\).*days from 1/],
    ['serve', { WEFT_KEEP_DELETED: 'a week' }, /"a week" \(WEFT_KEEP_DELETED\)/],
    ['serve', { WEFT_LOG_LEVEL: 'loud' }, /"loud" \(WEFT_LOG_LEVEL\).*debug, info/],
    ['serve --editor --pages dist', {}, /leave out --editor or --pages/],
    ['serve here', {}, /too many arguments/],
    ['sevre', {}, /serve/],
  ])('%s with %o is refused in words', (line, env, words) => {
    const instruction = read(line, env)
    expect(instruction.type).toBe('refuse')
    expect(instruction).toHaveProperty('text', expect.stringMatching(words))
  })
})

test.each(['--help', 'serve --help', 'help'])('weft %s explains the command', (line) => {
  expect(read(line)).toMatchObject({ type: 'print', text: expect.stringContaining('serve') })
})

test('weft --version prints the version', () => {
  expect(read('--version')).toEqual({ type: 'print', text: '1.2.3' })
})

test('weft alone explains itself and fails', () => {
  const instruction = readInstruction([], { env: {}, cwd: '/', version: '1.2.3' })
  expect(instruction).toMatchObject({ type: 'refuse', text: expect.stringContaining('Usage') })
})
