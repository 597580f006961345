/** The first number of each message. Below 64: y-websocket's own; from 64 on: only to a peer that said hello. */
export const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 64,
  welcome: 65,
  saved: 66,
  notSaved: 67,
  ping: 68,
  pong: 69,
  rights: 70,
  goingAway: 71,
  fragment: 72,
  documentSize: 73,
  token: 74,
  tokenValid: 75,
  awarenessPatch: 76,
  // Of a shared connection, with many documents: see `channel.ts`.
  channel: 80,
  openChannel: 81,
  closeChannel: 82,
} as const

/** The second number of a sync message. */
export const syncType = { step1: 0, step2: 1, update: 2 } as const

/** The second number of an auth message. */
export const authType = { permissionDenied: 0 } as const

/** The bits of a rights field. */
export const rightsBit = { write: 1, isFull: 2 } as const
