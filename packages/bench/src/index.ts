export { readCommandLine, usage, type Instruction } from './command-line.ts'
export { run } from './run.ts'
export { allWorkloads } from './workloads/workloads.ts'
