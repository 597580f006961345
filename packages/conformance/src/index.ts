export { readCommandLine, usage, type Instruction } from './command-line.ts'
export { otherServers, weftServer, type Peer } from './peers.ts'
export { run } from './run.ts'
