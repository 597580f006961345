export { runCalls, runDamage, runKills, type RunOptions } from './run-rounds.ts'
