// `node relay.mjs <port>`: the least that a relay can do. Every message is copied to everybody else whose URL has the same
// path, as it came: nothing is read, merged, kept or checked, and nobody who comes later is told anything. One `ws` server
// with its defaults (no compression) on one core. What a sync server costs beyond this is what it does beyond this.
import { WebSocketServer } from 'ws'

const [port] = process.argv.slice(2)
const rooms = new Map()

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port) })
server.on('connection', (socket, { url }) => {
  const room = rooms.get(url) ?? new Set()
  rooms.set(url, room.add(socket))
  socket.on('message', (data) => {
    for (const other of room) if (other !== socket) other.send(data)
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    room.delete(socket)
    if (room.size === 0) rooms.delete(url)
  })
})
