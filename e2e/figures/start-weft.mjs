import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WEFT = fileURLToPath(new URL('../../apps/server/bin/weft.js', import.meta.url))

/** Starts the real command on a free port with a data folder of its own. */
export async function startWeft() {
  const data = await mkdtemp(join(tmpdir(), 'weft-figure-'))
  const child = spawn(
    process.execPath,
    [WEFT, 'serve', '--editor', '--port', '0', '--data', data],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const url = await addressPrinted(child)
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Resolves with the address once a process has printed it. */
export function addressPrinted(child) {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${printed}`)))
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (url) resolve(url)
    })
  })
}
