import { SeededRandom } from '@weft/testkit'
import { CrashRounds } from './crash-rounds.ts'
import { DamagedFolders } from './damage-round.ts'
import { DAMAGES, FILE_KINDS, type FileKind } from './damage.ts'
import { InjectionRound } from './injection-round.ts'
import { CALLS, drawInjection, EFFECTS } from './injection.ts'
import { reportLines, shortcomings } from './rounds-report.ts'

export interface RunOptions {
  /** For {@link runKills} in all, for the others of each class. */
  readonly rounds: number
  readonly seed: number
  readonly print: (line: string) => void
}

/** Kills the server at random moments. Resolves with what was not shown, in words. */
export async function runKills({ rounds, seed, print }: RunOptions): Promise<readonly string[]> {
  const crashes = new CrashRounds({ seed })
  try {
    for (let round = 1; round <= rounds; round += 1) {
      await crashes.round()
      const { saved, lost } = crashes.report
      if (round % 10 === 0) print(`${round} rounds, ${saved} edits saved, ${lost.length} lost`)
    }
  } finally {
    await crashes.end()
  }
  for (const line of reportLines(crashes.report)) print(line)
  return shortcomings(crashes.report)
}

/** Kills it, or fails its storage, at counted system calls. Needs strace. */
export async function runCalls({ rounds, seed, print }: RunOptions): Promise<readonly string[]> {
  const random = new SeededRandom(seed)
  const unmet: string[] = []
  for (const call of CALLS)
    for (const effect of EFFECTS) {
      let hits = 0
      let startUps = 0
      let saved = 0
      for (let round = 0; round < rounds; round += 1) {
        const injection = drawInjection(call, effect, random)
        const result = await new InjectionRound(injection, random).run()
        if (result.wasHit) hits += 1
        if (result.wasHit && result.inStartUp) startUps += 1
        saved += result.saved
        unmet.push(...result.faults.map((fault) => `${JSON.stringify(injection)}: ${fault}`))
      }
      print(
        `${effect} at ${call}: ${rounds} rounds, ${hits} hit (${startUps} in a start-up), ${saved} edits saved`,
      )
      if (hits === 0) unmet.push(`${effect} at ${call} was never hit`)
    }
  return unmet
}

/** Damages files between two runs of the server. */
export async function runDamage({ rounds, seed, print }: RunOptions): Promise<readonly string[]> {
  const random = new SeededRandom(seed)
  const folders = await DamagedFolders.make()
  const unmet: string[] = []
  try {
    for (const kind of Object.keys(FILE_KINDS) as FileKind[])
      for (const damage of DAMAGES) {
        let refused = 0
        for (let round = 0; round < rounds; round += 1) {
          const { done, became, faults } = await folders.round(kind, damage, random)
          if (became === 'refused') refused += 1
          unmet.push(...faults.map((fault) => `${done}: ${fault}`))
        }
        print(
          `${damage} in a ${kind}: ${rounds} rounds, ${rounds - refused} served, ${refused} refused`,
        )
      }
  } finally {
    await folders.end()
  }
  return unmet
}
