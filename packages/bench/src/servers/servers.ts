import { bareWs } from './bare-ws.ts'
import { hocuspocus } from './hocuspocus.ts'
import type { ServerId, ServerKind } from './server-kind.ts'
import { weft } from './weft.ts'
import { yWebsocketServer } from './y-websocket-server.ts'

/** All servers. */
export function servers(): Readonly<Record<ServerId, ServerKind>> {
  return {
    'bare-ws': bareWs(),
    'y-websocket-server': yWebsocketServer(),
    hocuspocus: hocuspocus(),
    weft: weft(),
  }
}
