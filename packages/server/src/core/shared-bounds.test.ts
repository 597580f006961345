import { encodeMessage } from '@weft/protocol'
import { afterEach, expect, test } from 'vitest'
import { SharedPeer } from './shared-peer.test-support.ts'
import { World } from './world.test-support.ts'

let world = new World()
afterEach(() => world.end())

test('[N12] what waits for a channel costs more than its bytes, and counts for that', async () => {
  world = new World({ limits: { maxBufferedBytes: 256 * 1024 } })
  const peer = SharedPeer.connect(world)
  peer.join(1, 'notes')
  peer.join(2, 'more')
  await world.run()
  peer.isReading = false
  // So much that the transport is handed nothing more.
  peer.send([encodeMessage({ type: 'update', update: new Uint8Array(128 * 1024) })])
  const channels = [1, 2]
  for (let id = 0; id < 1_500; id += 1) {
    for (const channel of channels) peer.say(channel, { type: 'ping', id })
  }
  peer.readAll()
  const pongs = channels.flatMap((channel) => peer.messages.get(channel) ?? [])
  const answered = pongs.filter(({ type }) => type === 'pong')
  // An object of three bytes takes a hundred times as many.
  expect(answered.length).toBeGreaterThan(100)
  expect(answered.length).toBeLessThan(1_000)
})
