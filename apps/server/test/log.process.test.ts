import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { emptyFolder, startWeft } from './weft-process.ts'

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))
const TEST_MS = 60_000

test('people at a terminal get lines to read', { timeout: TEST_MS }, async () => {
  const weft = startWeft('--data', await emptyFolder(), '--log-format=pretty')
  await weft.address()
  weft.signal('SIGTERM')
  const { stderr } = await weft.ended()
  expect(stderr).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}listening version=\S+ pid=\d+$/m)
})

test(
  'a reader of the log that goes away does not end the server',
  { timeout: TEST_MS },
  async () => {
    const data = await emptyFolder()
    const child = spawn(process.execPath, [bin, 'serve', '--port=0', '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    child.stderr.destroy()
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
    await expect.poll(() => printed, { timeout: 20_000 }).toContain('Ctrl-C')
    const [, address = ''] = /ws:\/\/([^/\s]+)/.exec(printed) ?? []
    // Each of these is refused, and so is worth a line.
    for (let index = 0; index < 5; index += 1) await fetch(`http://${address}/%`)
    const { status } = await fetch(`http://${address}/healthz`)
    expect(status).toBe(200)
    child.kill('SIGTERM')
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code).toBe(0)
  },
)
