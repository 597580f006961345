import { once } from 'node:events'
import { encodeMessage } from '@weft/protocol'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

/** A socket over which hello was said and welcome has come. It ends with the test. */
export async function openHelloSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  const hello = {
    type: 'hello',
    version: 1,
    client: 'test',
    token: '',
    sessionId: '',
    resumeSecret: '',
  } as const
  socket.send(encodeMessage(hello))
  await once(socket, 'message')
  return socket
}
