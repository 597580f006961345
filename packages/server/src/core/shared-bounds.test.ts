import { encodeMessage } from '@weft/protocol'
import { afterEach, expect, test } from 'vitest'
import { defaultLimits } from './limits.ts'
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

test('[N17] what is asked on all channels together is answered so often at once and so often a second', async () => {
  world = new World({ limits: { maxChannels: 20, channelsPerSecond: 10 } })
  const peer = SharedPeer.connect(world)
  const channels = Array.from({ length: 20 }, (_, index) => index + 1)
  for (const channel of channels) peer.join(channel, `document ${channel % 3}`)
  await world.run(100)
  const answers = () =>
    channels.map((channel) => peer.types(channel).filter((type) => type === 'syncStep2').length)
  expect(new Set(answers())).toEqual(new Set([1]))
  const askAll = () => {
    for (const channel of channels) {
      peer.say(channel, { type: 'syncStep1', stateVector: Uint8Array.of(0) })
      peer.say(channel, { type: 'queryAwareness' })
    }
  }
  for (let round = 0; round < 40; round += 1) {
    askAll()
    await world.run(250)
  }
  const sum = answers().reduce((total, count) => total + count, 0)
  expect(sum).toBeGreaterThan(20 + 95)
  expect(sum).toBeLessThan(20 + 105)
  // In turns: each is answered as often as any other.
  expect(Math.max(...answers()) - Math.min(...answers())).toBeLessThanOrEqual(1)
})

test('[N6] one address cannot have all the rooms that there may be', () => {
  const { maxChannelsPerAddress, maxConnectionsPerAddress, maxRooms } = defaultLimits
  expect(maxChannelsPerAddress + maxConnectionsPerAddress).toBeLessThan(maxRooms)
})

test('[N6] one document may be open on 16 channels of a connection', async () => {
  world = new World()
  const peer = SharedPeer.connect(world)
  for (let channel = 1; channel <= 18; channel += 1) peer.join(channel, 'the same')
  peer.join(19, 'another')
  await world.run()
  expect([...peer.closedChannels]).toEqual([
    [17, 4529],
    [18, 4529],
  ])
  peer.closeChannel(3)
  peer.join(20, 'the same')
  await world.run()
  expect([peer.closedChannels.size, peer.types(20)[0]]).toEqual([2, 'welcome'])
  expect(world.server.peers).toBe(17)
})
