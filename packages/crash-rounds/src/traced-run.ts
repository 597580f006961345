import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { SeededRandom } from '@weft/testkit'
import { ONE_THREAD } from './injection.ts'
import { Ledger } from './ledger.ts'
import { judgeOrder, type OrderVerdict } from './trace/acknowledgement-order.ts'
import { parseSystemCalls, TRACE_ARGS } from './trace/system-call.ts'
import { write } from './typing.ts'
import { Typist } from './typist.ts'
import { WeftCommand } from './weft-command.ts'
import { within } from './within.ts'

const CALLS = 'fdatasync,fsync,write,writev,sendto,sendmsg,read,recvfrom,recvmsg'
const DOCUMENTS = ['letter', 'minutes', 'letter'] as const
/** How many edits are made in all; about one in so many milliseconds, so that they come in many messages. */
const EDITS = 150
const PAUSE_MS = 6
/** How long it may take until all is saved, in milliseconds, with a tracer that slows all down. */
const SAVED_MS = 40_000

export interface TracedRunOptions {
  readonly seed: number
  /** Which of the syncs fails with EIO; the first of all is 1. None unless given. */
  readonly failingSync?: number
  /** For a mutant: arguments for Node. */
  readonly nodeArgs?: readonly string[]
}

/** Lets people type into the real command while strace looks on, and judges what it did in which order. */
export async function tracedRun({
  seed,
  failingSync,
  nodeArgs = [],
}: TracedRunOptions): Promise<OrderVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-trace-'))
  const output = join(folder, 'strace.txt')
  const injection =
    failingSync === undefined ? [] : ['-e', `inject=fdatasync:error=EIO:when=${failingSync}`]
  const command = new WeftCommand({
    data: join(folder, 'data'),
    nodeArgs,
    through: [
      ...[...ONE_THREAD, 'strace', '-D', ...TRACE_ARGS, '-o', output],
      ...['-e', `trace=${CALLS}`, '-e', 'signal=none', ...injection],
    ],
  })
  try {
    const url = await command.url()
    await typeUntilSaved(url, new SeededRandom(seed))
    await command.kill()
    return judgeOrder(parseSystemCalls(await readFile(output, 'utf8')))
  } finally {
    await command.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

async function typeUntilSaved(url: string, random: SeededRandom): Promise<void> {
  const ledger = new Ledger()
  const typists = DOCUMENTS.map(
    (document, index) => new Typist(url, document, String(index), ledger),
  )
  try {
    await Promise.all(typists.map((typist) => typist.whenSynced()))
    for (let edit = 0; edit < EDITS; edit += 1) {
      write(random.pick(typists), random)
      await pass(random.below(2 * PAUSE_MS))
    }
    const saved = Promise.all(typists.map((typist) => typist.whenSaved()))
    await within(SAVED_MS, saved, 'not everything that was typed was saved')
  } finally {
    for (const typist of typists) typist.end()
  }
}
