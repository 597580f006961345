export { watchForMistakes } from '../mistakes/watch.ts'
export type { Warn, Warning } from '../mistakes/warning.ts'
export type { WireListener } from '../wire-listener.ts'
export { wireLine, wireLog, wireTap, type WireMessage } from './wire-log.ts'
