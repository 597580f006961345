import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '@weft/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { ownClient } from './own-client.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

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
  // As long as a signature in letters, and longer in bytes.
  const headers = { 'weft-signature': `v1=\u00e9${'0'.repeat(63)}` }
  expect((await fetch(url, { method: 'POST', body: '{}', headers })).status).toBe(403)
  const leaving = connect(port, '127.0.0.1')
  leaving.end('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{')
  await once(leaving.resume(), 'close')

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
