// The first number of each message. Below 64: y-websocket's own; from 64 on: only to a peer that said hello. Constants of
// their own, and not one object, so that a page loads the numbers and not the names.
export const sync = 0
export const awareness = 1
export const auth = 2
export const queryAwareness = 3
export const hello = 64
export const welcome = 65
export const saved = 66
export const notSaved = 67
export const ping = 68
export const pong = 69
export const rights = 70
export const goingAway = 71
export const fragment = 72
export const documentSize = 73
export const token = 74
export const tokenValid = 75
export const awarenessPatch = 76
// Of a shared connection, with many documents: see `channel.ts`.
export const channel = 80
export const openChannel = 81
export const closeChannel = 82
