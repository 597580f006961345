export { readCommandLine, usage, type Instruction } from './command-line.ts'
export { run } from './run.ts'
export { workloads } from './workloads/workloads.ts'
