import { setTimeout as pass } from 'node:timers/promises'
import type { SeededRandom } from '@weft/testkit'
import type { WeftCommand } from './weft-command.ts'

/** What a kill is aimed at. */
export type Target = 'append' | 'compaction' | 'start-up'

/** How long people type before a kill that is aimed at their appends, in milliseconds. */
const TYPING_MS = 250
/** How long a compaction is waited for, in milliseconds; then the kill comes anyway. */
const COMPACTION_WAIT_MS = 2_500
/** A compaction takes about this long on a quiet machine, in milliseconds: most of it is its thread's start. */
const COMPACTION_MS = 60
/** Some kills come after it, to look at what it made; within so many milliseconds. */
const AFTERWARDS_MS = 20
/** From the opening of the data folder until the server listens, on a quiet machine, in milliseconds. */
const START_UP_MS = 35

/** Waits for the moment at which the running command is to be killed. */
export async function momentToKill(
  target: Exclude<Target, 'start-up'>,
  command: WeftCommand,
  random: SeededRandom,
): Promise<void> {
  if (target === 'append') {
    await pass(random.below(TYPING_MS))
    return
  }
  // Of those that follow: what began before may be over.
  const isAfterwards = random.chance(0.3)
  await Promise.race([isLogged(command, 'compacting'), pass(COMPACTION_WAIT_MS)])
  if (isAfterwards) {
    await Promise.race([isLogged(command, 'compacted'), pass(COMPACTION_WAIT_MS)])
    await pass(random.below(AFTERWARDS_MS))
  } else await pass(random.next() * COMPACTION_MS * slowness(command))
}

async function isLogged(command: WeftCommand, event: string): Promise<void> {
  const before = command.logged(event).length
  await command.until(`logs "${event}"`, () => command.logged(event).length > before)
}

/** How much slower than a quiet machine this one is at the moment: 1, or more. */
function slowness(command: WeftCommand): number {
  const [opening, listening] = ['opening', 'listening'].map((event) =>
    Date.parse(String(command.logged(event)[0]?.['time'])),
  )
  const startUpMs = (listening ?? 0) - (opening ?? 0)
  return Math.max(1, startUpMs / START_UP_MS)
}

/** Waits for a moment between the opening of the data folder and the first connection that is taken. */
export async function momentInStartUp(command: WeftCommand, random: SeededRandom): Promise<void> {
  const delayMs = random.below(START_UP_MS)
  await command.firstLogged('opening')
  await pass(delayMs)
}

/** Whether the command, which has ended, was in the midst of its start. */
export function wasStarting(command: WeftCommand): boolean {
  return command.logged('opening').length > 0 && command.logged('listening').length === 0
}

/** Whether the command, which has ended, was in the midst of a compaction. */
export function wasCompacting(command: WeftCommand): boolean {
  const ended = command.logged('compacted').length + command.logged('compaction-failed').length
  return command.logged('compacting').length > ended
}
