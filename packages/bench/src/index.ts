export { readCommandLine, usage, type Instruction } from './command-line.ts'
export { run } from './run.ts'
export { furtherWorkloads, mainWorkloads } from './workloads/workloads.ts'
