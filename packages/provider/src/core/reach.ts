import type { ConnectionState } from './connection-state.ts'

/** Whether edits get through. `connecting` is the first attempt; once one has failed, it is `offline`. */
export type Reach = 'connecting' | 'connected' | 'offline' | 'refused'

/** @param isNetworkDoubted Whether the browser has said that the network is gone, and nothing has come since. */
export function reachOf(state: ConnectionState, isNetworkDoubted: boolean): Reach {
  switch (state.name) {
    case 'idle':
    case 'waiting':
      return 'offline'
    case 'authorizing':
    case 'connecting':
      return state.failures === 0 && !isNetworkDoubted ? 'connecting' : 'offline'
    case 'greeting':
    case 'joined':
      return isNetworkDoubted ? 'offline' : 'connected'
    case 'stopped':
    case 'destroyed':
      return 'refused'
    default:
      return state satisfies never
  }
}
