import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { ONE_THREAD } from '../src/injection.ts'
import { People, until } from '../src/people.ts'
import { WeftCommand } from '../src/weft-command.ts'

const DRAIN_SECONDS = 1
/** Longer than all that the server waits for when it ends; strace does not let go of a thread before. */
const HANG_SECONDS = 9

test('stopped while its disk hangs, it gives up after its limit, says what was not saved, and does not wait for the disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-hang-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  const command = new WeftCommand({
    data,
    args: [`--drain-timeout=${DRAIN_SECONDS}`],
    through: [
      ...[...ONE_THREAD, 'strace', '-D', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fdatasync'],
      ...['-e', 'signal=none', '-e', `inject=fdatasync:delay_enter=${HANG_SECONDS}s:when=8+`],
    ],
  })
  onTestFinished(async () => void (await command.kill()))
  const people = new People(['letter'])
  onTestFinished(() => people.leave())
  await people.come(await command.url())
  // Until a sync hangs: then nothing more is reported.
  for (let before = -1; before !== people.reported || people.unsaved === 0;) {
    before = people.reported
    await people.write(5)
    await pass(500)
  }
  await people.allShared()
  expect(people.unsaved).toBeGreaterThan(0)
  const startMs = Date.now()
  command.signal('SIGTERM')
  await until('it says what was not saved', () => command.logged('not-saved').length > 0)
  expect(Date.now() - startMs).toBeLessThan(HANG_SECONDS * 1000 - 2_000)
  const { signal, stdout } = await command.ended()
  // Not by Node's own way out, which waits for threads that the disk holds.
  expect(signal).toBe('SIGKILL')
  expect(stdout).toMatch(/^Not saved: \d+ edits \(\d+ bytes\) in 1 document: "letter"/m)

  people.leave()
  const again = new WeftCommand({ data })
  onTestFinished(async () => void (await again.kill()))
  expect(await people.missing(await again.url())).toEqual([])
})
