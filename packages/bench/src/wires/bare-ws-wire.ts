import { yWebsocketWire } from './y-websocket-wire.ts'
import type { Wire } from './wire.ts'

/** y-websocket's messages through a relay that answers nothing, so nothing is asked. */
export const bareWsWire: Wire = { ...yWebsocketWire, greeting: () => [] }
