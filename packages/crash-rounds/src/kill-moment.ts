import { setTimeout as pass } from 'node:timers/promises'
import type { SeededRandom } from '@weft/testkit'
import type { WeftCommand } from './weft-command.ts'

/** What a kill is aimed at. */
export type Target = 'append' | 'compaction' | 'start-up'

/** How long people type before a kill that is aimed at their appends, in milliseconds. */
const TYPING_MS = 250
/** How long a compaction is waited for, in milliseconds; then the kill comes anyway. */
const COMPACTION_WAIT_MS = 2_500
/** A compaction takes about this long, in milliseconds: most of it is its thread's start. */
const COMPACTION_MS = 60
/** From the opening of the data folder until the server listens, in milliseconds. */
const START_UP_MS = 35

/** Waits for the moment at which the running command is to be killed. */
export async function momentToKill(
  target: Exclude<Target, 'start-up'>,
  command: WeftCommand,
  random: SeededRandom,
): Promise<void> {
  const delayMs = random.below(target === 'append' ? TYPING_MS : COMPACTION_MS)
  if (target === 'compaction') {
    // Of those that follow: what began before may be over.
    const before = command.logged('compacting').length
    const hasBegun = command.until('compacts', () => command.logged('compacting').length > before)
    await Promise.race([hasBegun, pass(COMPACTION_WAIT_MS)])
  }
  await pass(delayMs)
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
