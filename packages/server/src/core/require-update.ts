import { checkUpdate } from './checked-update.ts'
import { defaultLimits, type Limits } from './limits.ts'

/**
 * Parses an update (V1) as those are parsed that peers send, for updates that come another way. It touches no document.
 *
 * @param limits Those that are not to be the default.
 * @throws {ProtocolError} `BAD_UPDATE`, or `TOO_LARGE` for more of something than the limits allow.
 */
export function requireUpdate(update: Uint8Array, limits: Partial<Limits> = {}): void {
  checkUpdate(update, { ...defaultLimits, ...limits })
}
