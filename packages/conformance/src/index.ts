export { otherServers, weftServer, type Peer } from './peers.ts'
export { ServerProcess } from './server-process.ts'
