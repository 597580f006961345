/**
 * Hears of every frame that is sent or taken, before anything is done with it. `wireLog` of `@weft/provider/debug` makes
 * one that prints them.
 *
 * @param frame A string is a text frame, which the wire does not know. Tokens and resume secrets are in it as they are.
 * @param via Over the WebSocket or, to and from other tabs, the BroadcastChannel.
 */
export type WireListener = (
  frame: Uint8Array | string,
  direction: 'in' | 'out',
  via: 'server' | 'tabs',
) => void
