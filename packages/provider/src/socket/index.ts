export type { Sharing } from './shared-link.ts'
export { WeftSocket, type WeftSocketEvents, type WeftSocketOptions } from './weft-socket.ts'
