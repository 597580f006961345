// The numbers of y-websocket's messages, under the names by which it exports them.
/** The number of y-websocket's sync messages. */
export const messageSync = 0
/** The number of y-websocket's awareness messages. */
export const messageAwareness = 1
/** The number of y-websocket's messages that deny access. */
export const messageAuth = 2
/** The number of y-websocket's questions for everybody's awareness. */
export const messageQueryAwareness = 3
