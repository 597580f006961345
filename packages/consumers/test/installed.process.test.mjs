import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRepository } from '../../tooling/repository.mjs'
import { install } from './installation.mjs'

const here = dirname(fileURLToPath(import.meta.url))
let installation
let server
let url

beforeAll(async () => {
  installation = await install()
  server = start(['server.mjs'])
  url = await new Promise((resolve, reject) => {
    server.child.stdout.once('data', (line) => resolve(String(line).trim()))
    void server.ended.then(({ errors }) => reject(new Error(`The server did not start: ${errors}`)))
  })
})

afterAll(async () => {
  server?.child.stdin.end()
  await server?.ended
  installation?.remove()
})

describe.concurrent('the packages, installed from their tarballs', () => {
  it.each(['two-docs.mjs', 'two-docs.cjs'])('sync two documents of one Yjs in %s', async (file) => {
    const { output, errors } = await start([file, url]).ended
    expect(errors).toBe('')
    expect(JSON.parse(output)).toEqual({ words: 'woven', isOneYjs: true, saveState: 'saved' })
  })

  it('load by require where they are ES modules only', async () => {
    const { output, errors } = await start(['loaded.cjs']).ended
    expect(errors).toBe('')
    expect(output.trim()).toBe('function function function')
  })

  it('are bundled by Vite, and run with React 18', async () => {
    const built = await start([join(here, 'bundle-with-vite.mjs'), installation.folder]).ended
    expect(built.errors).toBe('')
    const assets = join(installation.folder, 'vite/assets')
    const [bundle = ''] = readdirSync(assets)
    await runsAsPage(join(assets, bundle), 'vite')
  })

  it('are bundled by webpack, and run with React 18', async () => {
    const built = await start([join(here, 'bundle-with-webpack.mjs'), installation.folder]).ended
    expect(built.errors).toBe('')
    await runsAsPage(join(installation.folder, 'webpack/bundle.cjs'), 'webpack')
  })

  it('have types for modules of both kinds', async () => {
    const tsc = inRepository('node_modules/typescript/bin/tsc')
    const { output, code } = await start([tsc, '-p', 'tsconfig.json']).ended
    expect(output).toBe('')
    expect(code).toBe(0)
  })
})

async function runsAsPage(bundle, documentName) {
  const expected = 'connected saved 0 true'
  const page = join(here, 'run-page.mjs')
  const { output, errors } = await start(['--import', page, bundle, url, documentName, expected])
    .ended
  expect(errors).toBe('')
  expect(output.trim()).toBe(expected)
}

/** Starts Node in the folder of the installation. */
function start(args) {
  // Vitest's own setting would give React's development build.
  const env = { ...process.env, NODE_ENV: undefined }
  const child = spawn(process.execPath, args, { cwd: installation.folder, env })
  let output = ''
  let errors = ''
  child.stdout.on('data', (piece) => (output += piece))
  child.stderr.on('data', (piece) => (errors += piece))
  const ended = new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output, errors }))
  })
  return { child, ended }
}
