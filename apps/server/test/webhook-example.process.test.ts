import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownClient } from './own-client.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

test('the application in the guide lets in whom it says, and nobody who asks it without the secret', async () => {
  const guide = await readFile(new URL('../../docs/operator/auth.md', import.meta.url), 'utf8')
  const [, code = ''] = /^```js\n(\/\/ authorize\.mjs\n[^]*?)^```$/m.exec(guide) ?? []
  const folder = await emptyFolder()
  await writeFile(join(folder, 'authorize.mjs'), code)
  await writeFile(join(folder, 'authorize-secret'), `${'x'.repeat(32)}\n`)
  const port = await freePort()
  const application = spawn(process.execPath, ['authorize.mjs'], {
    cwd: folder,
    env: { PORT: String(port) },
  })
  onTestFinished(() => void application.kill())
  const url = `http://127.0.0.1:${port}/`
  await expect
    .poll(() =>
      fetch(url, { method: 'POST', body: '{}' }).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(403)

  const weft = startWeft(
    ...['--data', join(folder, 'data'), '--editor'],
    ...['--authorize-url', url, '--authorize-secret-file', join(folder, 'authorize-secret')],
  )
  const address = await weft.address()
  await ownClient(address, 'a', 'ada').whenSynced
  const stranger = new StockClient(`ws://${address}`, 'a', {}, { token: 'eve' })
  expect(await stranger.closed()).toEqual({ code: 4401, reason: 'sign in first' })
  const list = (token: string) =>
    fetch(`http://${address}/_weft/documents`, { headers: { authorization: `Bearer ${token}` } })
  expect([(await list('ada')).status, (await list('eve')).status]).toEqual([200, 401])
})
