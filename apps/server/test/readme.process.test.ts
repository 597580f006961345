import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const INSTALL_MS = 120_000

/** The README's code blocks of a language that stand below the mark that says they are executed. */
function executedBlocks(language: string): string[] {
  const marked = readme
    .split('<!-- executed by apps/server/test/readme.process.test.ts -->')
    .slice(1)
  const blocks = marked.flatMap((part) => [...part.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)])
  return blocks.filter(([, name]) => name === language).map(([, , code]) => code ?? '')
}

function installs(): string[] {
  return executedBlocks('sh').filter((code) => code.startsWith('npm install'))
}

let folder: string
let port: number
const processes: ChildProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-readme-'))
  mkdirSync(join(folder, 'app'))
  port = await freePort()
})

afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test(
  "the README's lines, as they stand, make an empty folder sync and save",
  async () => {
    const [client = '', server = ''] = executedBlocks('js')
    execFileSync(process.execPath, [join(repository, 'packages/tooling/pack.mjs')])
    for (const install of installs())
      run(install.replaceAll('../weft/packs', join(repository, 'packs')))
    write('server.mjs', `${onOurPort(server)}\nconsole.log('listening')\n`)
    // The README's lines are for a browser, which has a WebSocket.
    write('browser.mjs', "import WebSocket from 'ws'\nglobalThis.WebSocket = WebSocket\n")
    write('client.mjs', `${onOurPort(client)}\ndoc.getText('note').insert(0, 'Hello')\n`)
    await printed(node('server.mjs'), 'listening')
    await printed(node('--import', './browser.mjs', 'client.mjs'), 'saved')
  },
  INSTALL_MS,
)

test('the README has the lines that are executed', () => {
  expect(installs()).toHaveLength(2)
  expect(executedBlocks('js')).toHaveLength(2)
})

function onOurPort(code: string): string {
  return code.replaceAll('1234', String(port))
}

function write(name: string, code: string): void {
  writeFileSync(join(folder, 'app', name), code)
}

function run(command: string): void {
  execFileSync('sh', ['-c', command], { cwd: join(folder, 'app'), stdio: 'pipe' })
}

function node(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: join(folder, 'app') })
  processes.push(child)
  return child
}

async function printed(child: ChildProcess, line: string): Promise<void> {
  let output = ''
  const found = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.split('\n').includes(line)) resolve()
    })
  })
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'exit').then(() => {
    throw new Error(`it ended before it printed "${line}":\n${output}`)
  })
  await Promise.race([found, ended])
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
