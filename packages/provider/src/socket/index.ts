export type { Sharing } from './shared-link-options.ts'
export { WeftSocket, type WeftSocketEvents, type WeftSocketOptions } from './weft-socket.ts'
