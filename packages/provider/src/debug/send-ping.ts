import { pingFrame } from '@weft/protocol'
import type { WeftProvider } from '../provider.ts'

/**
 * Asks the server for a `pong` of this number, to measure the round trip more often than the provider does. Listeners
 * hear only the answer. Does nothing while `provider.latencyMs` is undefined.
 *
 * @param id Above a million, because the provider counts its own from 1.
 */
export function sendPing(provider: WeftProvider, id: number): void {
  if (provider.latencyMs !== undefined) provider.ws?.send(pingFrame(id))
}
