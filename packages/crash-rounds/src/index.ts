export { CrashRounds, type CrashRoundsOptions } from './crash-rounds.ts'
export {
  CALLS,
  EFFECTS,
  drawInjection,
  type Call,
  type Effect,
  type Injection,
} from './injection.ts'
export { InjectionRound, type InjectionResult } from './injection-round.ts'
export { reportLines, shortcomings, type RoundsReport } from './rounds-report.ts'
