// The numbers of y-websocket's messages, under the names by which it exports them.
export const messageSync = 0
export const messageAwareness = 1
export const messageAuth = 2
export const messageQueryAwareness = 3
