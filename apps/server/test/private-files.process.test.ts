import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runWeft } from './command.ts'
import { doctor } from './doctor.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

/** Rights of those who are neither the owner nor of the owner's group. */
const FOR_OTHERS = 0o007

/** What others on this machine may do something with, below a folder. */
async function openToOthers(folder: string): Promise<string[]> {
  const names = ['.', ...(await readdir(folder, { recursive: true }))]
  expect(names.length).toBeGreaterThan(4)
  const modes = await Promise.all(names.map((name) => stat(join(folder, name))))
  return names.filter((_name, at) => ((modes[at]?.mode ?? 0) & FOR_OTHERS) !== 0)
}

test('what a server keeps is its own user’s alone', async () => {
  const data = join(await emptyFolder(), 'data')
  const weft = startWeft(`--data=${data}`)
  await weft.address()
  expect(await openToOthers(data)).toEqual([])
  weft.signal('SIGTERM')
  expect(await weft.ended()).toMatchObject({ code: 0 })
  expect(await openToOthers(data)).toEqual([])
})

test('so is what an import begins, and what an export writes', async () => {
  const folder = await emptyFolder()
  const [update, data, out] = ['notes.update', 'data', 'out'].map((name) => join(folder, name))
  await writeFile(update ?? '', Uint8Array.of(0, 0))
  const ran = [
    await runWeft(['import', update ?? '', '--data', data ?? '']),
    await runWeft(['export', '--out', out ?? '', '--data', data ?? '']),
  ]
  expect(ran.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ])
  expect(await openToOthers(data ?? '')).toEqual([])
  expect(await openToOthers(out ?? '')).toEqual([])
})

test('doctor finds a folder that others can read', async () => {
  const data = await emptyFolder()
  await mkdir(join(data, 'db'), { mode: 0o755 })
  expect((await doctor(`--data=${data}`)).of('permissions')).toBeUndefined()
  const open = join(data, 'open')
  await mkdir(join(open, 'db'), { recursive: true, mode: 0o755 })
  expect((await doctor(`--data=${open}`)).of('permissions')).toMatch(
    /^wrong: everybody on this machine can read .* chmod/,
  )
})

test('doctor tells of a secret that others can read', async () => {
  const folder = await emptyFolder()
  const [password, token] = ['password', 'token'].map((name) => join(folder, name))
  await writeFile(password ?? '', 'a long sentence', { mode: 0o640 })
  await writeFile(token ?? '', 'another long sentence')
  await chmod(token ?? '', 0o644)
  const { of } = await doctor(
    ...[`--data=${folder}`, `--password-file=${password}`],
    ...['--admin-port=0', `--admin-token-file=${token}`],
  )
  expect(of('secrets')).toMatch(/^note: [^|]*token" \(admin-token-file\)[^|]*$/)
})

test.each([[], ['--from=updates'], ['--from=y-leveldb']])(
  'an import of what is not there begins no data folder (%s)',
  async (...flags) => {
    const folder = await emptyFolder()
    const data = join(folder, 'data')
    const ran = await runWeft(['import', join(folder, 'nowhere'), '--data', data, ...flags])
    expect(ran).toMatchObject({ code: 1, stdout: '' })
    expect(ran.stderr).toMatch(/nowhere": there is no such file or folder/)
    expect(await readdir(folder)).toEqual([])
  },
)
