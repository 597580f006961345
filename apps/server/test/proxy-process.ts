import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@weft/testkit'
import { onTestFinished, vi } from 'vitest'
import type { TlsFiles } from '../src/tls/read-certificate.ts'
import { pemFolder, selfSigned, together } from './pem.ts'

const deploy = fileURLToPath(new URL('../deploy', import.meta.url))

/** What of a configuration is another in a test: where things are, and how long they may take. */
export interface Substituted {
  /** Weft's. */
  readonly upstream: number
  /** In place of 60 s. */
  readonly idleSeconds?: number
  /** In place of a certificate that nobody signed. */
  readonly tls?: TlsFiles
  /** What somebody made of the configuration. */
  readonly spoil?: (text: string) => string
  /** In place of `/`. */
  readonly prefix?: string
}

export interface RunningProxy {
  readonly http: number
  readonly https: number
}

/** Text that stands somewhere, in a file that operators copy, as it must for a test of it to mean anything. */
function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`"${from}" is not in the configuration`)
  return text.replaceAll(from, to)
}

async function started(
  command: string,
  args: readonly string[],
  ports: RunningProxy,
  env: Readonly<Record<string, string>> = {},
) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const listening = vi.waitFor(
    async () => {
      const socket = connect(ports.https, '127.0.0.1')
      await once(socket, 'connect')
      socket.destroy()
    },
    { timeout: 15_000, interval: 20 },
  )
  const early = ended.then(() => {
    throw new Error(`${command} ended: ${output}`)
  })
  await Promise.race([listening, early])
  return ports
}

/** Runs nginx with our configuration for it, until the test ends. */
export async function startNginx(given: Substituted): Promise<RunningProxy> {
  const folder = pemFolder()
  const { cert, key } = given.tls ?? selfSigned(folder, 'docs.example.org')
  const ports = { http: await freePort(), https: await freePort() }
  let text = readFileSync(join(deploy, 'nginx.conf'), 'utf8')
  text = replaced(text, '127.0.0.1:1234', `127.0.0.1:${given.upstream}`)
  text = replaced(text, 'listen 80;', `listen 127.0.0.1:${ports.http};`)
  text = replaced(text, 'listen 443 ssl;', `listen 127.0.0.1:${ports.https} ssl;`)
  text = replaced(text, '/etc/letsencrypt/live/docs.example.org/fullchain.pem', cert)
  text = replaced(text, '/etc/letsencrypt/live/docs.example.org/privkey.pem', key)
  text = replaced(text, '60s;', `${given.idleSeconds ?? 60}s;`)
  text = replaced(text, 'location / {', `location ${given.prefix ?? '/'} {`)
  if (given.spoil) text = given.spoil(text)
  const main = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  )
  writeFileSync(join(folder, 'weft.conf'), text)
  writeFileSync(
    main,
    `daemon off; pid ${join(folder, 'nginx.pid')}; error_log stderr warn; worker_processes 1;
events { worker_connections 256; }
http { access_log off; ${temporary.join(' ')} include ${join(folder, 'weft.conf')}; }
`,
  )
  return started('nginx', ['-p', folder, '-c', main, '-e', 'stderr'], ports)
}

/** Runs HAProxy with our configuration for it, until the test ends. */
export async function startHaproxy(given: Substituted): Promise<RunningProxy> {
  const folder = pemFolder()
  const pem = join(folder, 'both.pem')
  writeFileSync(pem, together(selfSigned(folder, 'docs.example.org')))
  const ports = { http: await freePort(), https: await freePort() }
  let text = readFileSync(join(deploy, 'haproxy.cfg'), 'utf8')
  text = replaced(text, '127.0.0.1:1234', `127.0.0.1:${given.upstream}`)
  text = replaced(text, 'bind :80\n', `bind 127.0.0.1:${ports.http}\n`)
  text = replaced(text, 'bind :443 ', `bind 127.0.0.1:${ports.https} `)
  text = replaced(text, '/etc/haproxy/docs.example.org.pem', pem)
  // As root it would raise its own limit of file descriptors, which not every machine allows.
  text = replaced(text, 'maxconn 20000', 'maxconn 100')
  text = replaced(text, 'inter 2s', 'inter 200ms')
  text = replaced(text, '60s\n', `${given.idleSeconds ?? 60}s\n`)
  if (given.prefix !== undefined)
    text = replaced(
      text,
      'default_backend weft\n',
      `use_backend weft if { path_beg ${given.prefix} }\n`,
    )
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, text)
  return started('haproxy', ['-db', '-f', file], ports)
}

/** Runs Caddy with our configuration for it, until the test ends. It has no timeout for idle WebSockets. */
export async function startCaddy({ upstream, prefix }: Substituted): Promise<RunningProxy> {
  const folder = pemFolder()
  const { cert, key } = selfSigned(folder, 'docs.example.org')
  const ports = { http: await freePort(), https: await freePort() }
  let text = readFileSync(join(deploy, 'Caddyfile'), 'utf8')
  // It would get a certificate for the name.
  text = replaced(text, 'docs.example.org {\n', `https://127.0.0.1 {\n\ttls ${cert} ${key}\n`)
  text = replaced(
    text,
    'reverse_proxy 127.0.0.1:1234 {',
    `reverse_proxy ${prefix === undefined ? '' : `${prefix}* `}127.0.0.1:${upstream} {`,
  )
  const surroundings = [
    ...['admin off', 'default_bind 127.0.0.1', 'skip_install_trust'],
    ...[`http_port ${ports.http}`, `https_port ${ports.https}`],
  ]
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\n\t${surroundings.join('\n\t')}\n}\n${text}`)
  const args = ['run', '--adapter', 'caddyfile', '--config', file]
  // Where it keeps what it would need again.
  return started('caddy', args, ports, { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder })
}
