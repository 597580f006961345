import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownClient } from './own-client.ts'
import { emptyFolder, WeftProcess } from './weft-process.ts'

/**
 * Makes everything read-only but one folder, in mounts of its own, shows that by failing to write, and becomes what follows.
 * Devices and /proc are left as they are.
 */
const READ_ONLY = `
  set -e
  folder=$1; shift
  mount --bind "$folder" "$folder"
  for point in $(awk '{ print $5 }' /proc/self/mountinfo | grep -vE '^/(dev|proc|sys)(/|$)' | sort -u); do
    # Some belong to others who keep us out of them.
    [ "$point" = "$folder" ] || mount -o remount,bind,ro "$point" 2>/dev/null || :
  done
  for other in / "$folder/.." . /tmp /var/tmp; do
    if touch "$other/written" 2>/dev/null; then echo "$other can be written" >&2; exit 3; fi
  done
  exec "$@"`

/** A server for which only `folder` can be written; until the test ends. */
function startReadOnly(folder: string, ...args: readonly string[]): WeftProcess {
  const unshare = process.getuid?.() === 0 ? ['unshare', '--mount'] : ['unshare', '-r', '--mount']
  const through = [...unshare, 'sh', '-c', READ_ONLY, 'sh', folder]
  const weft = new WeftProcess(['--data', folder, ...args], {}, through)
  onTestFinished(() => weft.kill())
  return weft
}

test('where nothing but its data folder can be written, it serves, saves, stops with 0, and is there again', async () => {
  const top = await emptyFolder()
  const data = join(top, 'data')
  await mkdir(data)

  const weft = startReadOnly(data, '--editor')
  const address = await weft.address()
  expect((await fetch(`http://${address}/d/notes`)).status).toBe(200)
  const ada = ownClient(address, 'notes')
  ada.doc.getText('text').insert(0, 'kept')
  await ada.whenSaved()
  weft.signal('SIGTERM')
  expect(await weft.ended()).toMatchObject({ code: 0 })
  expect(weft.stderr).not.toContain('"level":"error"')

  const grace = ownClient(await startReadOnly(data).address(), 'notes')
  await grace.whenSynced
  expect(grace.doc.getText('text').toString()).toBe('kept')
})

test('a data folder on a read-only disk is refused in words', async () => {
  const top = await emptyFolder()
  await mkdir(join(top, 'writable'))
  const data = join(top, 'data')
  await mkdir(data)
  const weft = startReadOnly(join(top, 'writable'), '--data', data)
  expect(await weft.ended()).toMatchObject({
    code: 78,
    stderr: `Cannot keep documents in "${data}": the disk is read-only. Mount it writable, or choose another folder with --data.\n`,
  })
})
