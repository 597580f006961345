// A program that embeds the server. It prints its address, and ends with its standard input.
import { allowEveryone, createServer } from '@weft/server'
import { MemoryStorage } from '@weft/storage'

const server = createServer({ storage: new MemoryStorage(), authorize: allowEveryone })
const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
console.log(`ws://127.0.0.1:${port}`)
process.stdin.on('end', () => void server.close()).resume()
