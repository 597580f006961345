export { CrashRounds, type CrashRoundsOptions } from './crash-rounds.ts'
export { reportLines, shortcomings, type RoundsReport } from './rounds-report.ts'
