import type { WireProtocol } from './wire-protocol.ts'

/** One document per connection, named by the URL's path; a frame is a message. */
export const yWebsocketWire: WireProtocol = {
  name: 'y-websocket',
  url: (server, documentName) =>
    atPath(server, documentName.split('/').map(encodeURIComponent).join('/')),
  greeting: () => [],
  wrap: (_documentName, message) => message,
  unwrap: (message) => ({ type: 'message', message }),
}

/** The server's URL with a path, as it is, below its own; a query stays. */
export function atPath(server: string, path: string): string {
  const [base = '', query] = server.split('?', 2)
  return `${base.replace(/\/+$/, '')}/${path}${query === undefined ? '' : `?${query}`}`
}
