import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

const token = 'the-token-of-the-administrator'

async function tokenFile(): Promise<string> {
  const file = join(await emptyFolder(), 'token')
  await writeFile(file, `${token}\n`)
  return file
}

/** Where administrators ask. */
async function adminAddress(weft: WeftProcess): Promise<string> {
  const [, address = ''] = await weft.printed(/Administrators ask at (http:\S+),.*\n/)
  return address
}

const isSocket = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isSocket(),
    () => false,
  )

describe('administration', () => {
  test('is at a port of its own, for who has the token', async () => {
    const weft = startWeft(
      `--data=${await emptyFolder()}`,
      '--admin-port=0',
      `--admin-token-file=${await tokenFile()}`,
    )
    const address = await adminAddress(weft)
    expect((await fetch(`${address}/api/server`)).status).toBe(401)
    const headers = { Authorization: `Bearer ${token}` }
    const answer = await fetch(`${address}/api/server`, { headers })
    expect(await answer.json()).toMatchObject({ peers: 0, isSaving: true })
    // Not at the port of the documents, with whatever token.
    const documents = `http://${await weft.address()}`
    expect((await fetch(`${documents}/api/server`, { headers })).status).toBe(426)
  })

  test('is refused a token that is easy to guess', async () => {
    const file = join(await emptyFolder(), 'token')
    await writeFile(file, 'admin')
    const data = await emptyFolder()
    const weft = startWeft(`--data=${data}`, '--admin-port=0', `--admin-token-file=${file}`)
    const { code, stderr } = await weft.ended()
    expect([code, stderr]).toEqual([1, expect.stringMatching(/admin token.*at least 16/s)])
  })

  test('has a socket in the data folder, which is gone after the end, and survives one that was killed', async () => {
    const data = join(await emptyFolder(), 'data')
    const socket = join(data, 'admin.sock')
    const killed = startWeft(`--data=${data}`)
    await killed.address()
    expect(await isSocket(socket)).toBe(true)
    await killed.kill()
    expect(await isSocket(socket)).toBe(true)
    const next = startWeft(`--data=${data}`)
    await next.printed(/Ctrl-C/)
    expect(await isSocket(socket)).toBe(true)
    next.signal('SIGTERM')
    expect((await next.ended()).code).toBe(0)
    expect(await isSocket(socket)).toBe(false)
  })

  test('goes without the socket where the path is too long for one', async () => {
    const data = join(await emptyFolder(), 'x'.repeat(100))
    await mkdir(data)
    const weft = startWeft(`--data=${data}`)
    await weft.printed(/Ctrl-C/)
    weft.signal('SIGTERM')
    const { code, stderr } = await weft.ended()
    expect([code, stderr]).toEqual([0, expect.stringContaining('admin-socket-missing')])
  })
})
