import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { updateOf } from './data-world.ts'
import { newPlace } from './new-place.ts'

const TEST_MS = 120_000
const BIN = fileURLToPath(new URL('../bin/weft.js', import.meta.url))
/** Just more than the 64 MiB below which storage begins nothing: what is too large is met while it is being written. */
const SMALL = '68m'
const LARGE = '500m'

/** Says what a step is called, what it said, and how it ended. */
const STEPS = `
  disk() { mkdir -p "$1"; mount -t tmpfs -o size="$2" tmpfs "$1"; }
  grow() { mount -o remount,size=${LARGE} "$1"; }
  step() { name=$1; shift; code=0; said=$("$@" 2>&1) || code=$?; echo "$name: $code $said"; }
  weft() { "$NODE" "$BIN" "$@"; }
`

/** Runs this with mounts of its own, which go with it. @returns Of each step how it ended, and what it said. */
async function onDisks(script: string, cwd: string): Promise<Readonly<Record<string, string>>> {
  const own = process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount']
  const env = { ...process.env, NODE: process.execPath, BIN }
  const said = await new Promise<string>((resolve, reject) => {
    execFile('unshare', [...own, 'sh', '-euc', STEPS + script], { cwd, env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
  return Object.fromEntries(
    [...said.matchAll(/^(\w[\w ]*): (\d .*)$/gm)].map(([, name = '', what = '']) => [name, what]),
  )
}

test(
  'import, backup and restore that meet a full disk say so, leave what was there, and succeed once there is room',
  { timeout: TEST_MS },
  async () => {
    const place = await newPlace()
    await writeFile(join(place, 'small.update'), updateOf('what was there'))
    await writeFile(join(place, 'large.update'), updateOf('what is too large '.repeat(4_000_000)))
    const said = await onDisks(
      `
      disk one ${SMALL}
      large='weft import large.update --as notes --existing replace --data one/data'
      step 'begin' weft import small.update --as notes --data one/data
      step 'import' $large
      step 'look' weft export notes --out left --data one/data
      grow one
      step 'import again' $large
      disk two 1m
      step 'backup' weft backup two/backup.tar --data one/data
      step 'left there' ls -A two
      grow two
      step 'backup again' weft backup two/backup.tar --data one/data
      disk three ${SMALL}
      step 'restore' weft restore two/backup.tar --data three/data
      grow three
      step 'restore again' weft restore two/backup.tar --data three/data
      `,
      place,
    )
    expect(said).toEqual({
      begin: expect.stringMatching(/^0 1 document imported/),
      import: expect.stringMatching(/^1 Cannot keep documents in ".*": the disk is full\. Free/),
      look: expect.stringMatching(/^0 /),
      'import again': expect.stringMatching(/^0 1 document imported; 72\d{6} bytes/),
      backup: expect.stringMatching(/^1 Cannot write .* Nothing was kept there\.$/),
      'left there': '0 ',
      'backup again': expect.stringMatching(/^0 1 document, /),
      restore: expect.stringMatching(/^1 Cannot .*the disk is full\. Free/),
      'restore again': expect.stringMatching(/^0 .* is restored/),
    })
    const [folder = ''] = await readdir(join(place, 'left', 'documents'))
    const left = join(place, 'left', 'documents', folder, 'state.update')
    expect(await readFile(left, 'latin1')).toContain('what was there')
  },
)
