import { expect, test } from 'vitest'
import { runWeft } from './command.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

test('weft health: a server that is told to stop is alive, and not ready; one that has stopped is neither', async () => {
  const weft = startWeft('--data', await emptyFolder(), '--drain-delay=600', '--path-prefix=/weft/')
  const [host, port] = (await weft.address()).split(':')
  const asked = ['health', `--host=${host}`, `--port=${port}`]
  expect(await runWeft([...asked, '--ready'])).toMatchObject({ code: 0, stderr: '' })

  weft.signal('SIGTERM')
  await expect
    .poll(async () => (await fetch(`http://${host}:${port}/readyz`)).status, { timeout: 15_000 })
    .toBe(503)
  expect(await runWeft([...asked, '--ready'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `The server at http://${host}:${port}/readyz says: draining.\n`,
  })
  expect(await runWeft(asked)).toMatchObject({
    code: 0,
    stdout: `The server at http://${host}:${port}/healthz says: ok.\n`,
  })

  weft.signal('SIGINT')
  await weft.ended()
  expect(await runWeft(asked)).toMatchObject({ code: 1, stdout: '' })
})
