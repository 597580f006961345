import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@weft/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inRepository } from '../../tooling/repository.mjs'
import { npmEnvironment, runToEnd } from '../npm.mjs'
import { startRegistry } from '../registry.mjs'

const readme = readFileSync(inRepository('README.md'), 'utf8')

/** The README's code blocks of a language that stand below the mark that says they are executed. */
function executedBlocks(language) {
  const marked = readme
    .split('<!-- executed by packages/consumers/test/readme.process.test.mjs -->')
    .slice(1)
  const blocks = marked.flatMap((part) => [...part.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)])
  return blocks.filter(([, name]) => name === language).map(([, , code]) => code ?? '')
}

function installs() {
  return executedBlocks('sh').filter((code) => code.startsWith('npm install'))
}

let folder
let port
let registry
const processes = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-readme-'))
  mkdirSync(join(folder, 'app'))
  port = await freePort()
  registry = await startRegistry()
})

afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  registry?.close()
  rmSync(folder, { recursive: true, force: true })
})

test("the README's lines, as they stand, make an empty folder sync and save", async () => {
  const [client = '', server = ''] = executedBlocks('js')
  await runToEnd(process.execPath, [inRepository('packages/tooling/pack.mjs')])
  for (const install of installs())
    await run(install.replaceAll('../weft/packs', inRepository('packs')))
  write('server.mjs', `${onOurPort(server)}\nconsole.log('listening')\n`)
  // The README's lines are for a browser, which has a WebSocket.
  write('browser.mjs', "import WebSocket from 'ws'\nglobalThis.WebSocket = WebSocket\n")
  write('client.mjs', `${onOurPort(client)}\ndoc.getText('note').insert(0, 'Hello')\n`)
  await printed(node('server.mjs'), 'listening')
  await printed(node('--import', './browser.mjs', 'client.mjs'), 'saved')
})

test('the README has the lines that are executed', () => {
  expect(installs()).toHaveLength(2)
  expect(executedBlocks('js')).toHaveLength(2)
})

function onOurPort(code) {
  return code.replaceAll('1234', String(port))
}

function write(name, code) {
  writeFileSync(join(folder, 'app', name), code)
}

function run(command) {
  const env = npmEnvironment(registry, join(folder, 'cache'))
  return runToEnd('sh', ['-c', command], { cwd: join(folder, 'app'), env })
}

function node(...args) {
  const child = spawn(process.execPath, args, { cwd: join(folder, 'app') })
  processes.push(child)
  return child
}

async function printed(child, line) {
  let output = ''
  const found = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk.toString()
      if (output.split('\n').includes(line)) resolve()
    })
  })
  child.stderr.on('data', (chunk) => (output += chunk.toString()))
  const ended = once(child, 'exit').then(() => {
    throw new Error(`it ended before it printed "${line}":\n${output}`)
  })
  await Promise.race([found, ended])
}
