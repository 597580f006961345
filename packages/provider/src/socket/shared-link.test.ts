import type { ChannelFrame, Message } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { ChannelSocket } from './channel-socket.ts'
import { LinkWorld } from './scripted-link.test-support.ts'

const update: Message = { type: 'update', update: Uint8Array.of(0, 0) }
const step1: Message = { type: 'syncStep1', stateVector: Uint8Array.of(0) }

function types(said: readonly (ChannelFrame | Message)[]): string[] {
  return said.map(({ type }) => type)
}

describe('a shared connection', () => {
  it('[P65] is opened when the first channel wants it, and asked what its server is', async () => {
    const world = new LinkWorld()
    expect([world.wires.length, world.link.state.name]).toEqual([0, 'idle'])
    const [one, two] = [world.channel('one'), world.channel('a%20b?token=x')]
    await world.clock.advance(0)
    expect([world.wires.length, one.socket.readyState]).toEqual([1, 0])
    world.wire.open()
    expect(world.wire.take()).toEqual([
      { type: 'ping', id: 1 },
      { type: 'openChannel', channel: 1, documentName: 'one' },
      { type: 'openChannel', channel: 2, documentName: 'a b' },
    ])
    expect([one.heard, two.heard, two.socket.readyState]).toEqual([['open'], ['open'], 1])
    expect(world.link.sharing).toBe('unknown')
    world.wire.say({ type: 'pong', id: 1 })
    expect(world.told).toEqual(['connecting', 'connected', 'opened', 'shared'])
  })

  it('[P68] carries each channel’s frames under its number, both ways', async () => {
    const world = new LinkWorld()
    const [one, two] = await world.opened(2)
    one?.say(step1)
    two?.say(update)
    expect(world.wire.take()).toMatchObject([
      { type: 'channel', channel: 1 },
      { type: 'channel', channel: 2 },
    ])
    world.wire.sayIn(2, update)
    expect([one?.messages, two?.messages]).toEqual([[], [update]])
  })

  it('[P67] opens a later channel under the next number, once its maker has returned', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    one?.socket.close()
    const late = world.channel('late')
    expect(late.heard).toEqual([])
    await world.clock.advance(0)
    expect(late.heard).toEqual(['open'])
    expect(world.wire.take()).toEqual([
      { type: 'closeChannel', channel: 1, code: 1000, reason: '' },
      { type: 'openChannel', channel: 2, documentName: 'late' },
    ])
  })

  it('opens nothing for a channel that was closed in the same turn', async () => {
    const world = new LinkWorld()
    await world.opened(1)
    world.channel('never').socket.close()
    await world.clock.advance(0)
    expect([world.wire.take(), world.link.channels]).toEqual([[], 1])
  })

  it('opens nothing for a channel that is closed because another one was opened', async () => {
    const world = new LinkWorld()
    const [one, two] = [world.channel('one'), world.channel('two')]
    one.socket.onopen = () => two.socket.close()
    await world.clock.advance(0)
    world.wire.open()
    expect(types(world.wire.take())).toEqual(['ping', 'openChannel'])
    await world.clock.advance(0)
    expect([two.heard, two.socket.readyState, world.link.channels]).toEqual([['close 1000'], 3, 1])
  })

  it('[P71] tells a channel how it was closed, and the others do not notice', async () => {
    const world = new LinkWorld()
    const [one, two] = await world.opened(2)
    world.wire.closeChannel(1, 4403, 'not you')
    expect([one?.heard, one?.socket.readyState]).toEqual([['open', 'close 4403'], 3])
    one?.say(update)
    one?.socket.close()
    expect(world.wire.take()).toEqual([])
    expect([two?.heard, world.link.channels]).toEqual([['open'], 1])
  })

  it('[P71] drops what comes on a channel that it has closed', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(2)
    one?.socket.close(1000, 'bye')
    world.wire.sayIn(1, update)
    world.wire.closeChannel(1, 4500)
    await world.clock.advance(0)
    expect([one?.messages, one?.heard]).toEqual([[], ['open', 'close 1000']])
    expect([world.errors, world.link.state.name]).toEqual([[], 'joined'])
  })

  it.each([
    ['a frame on a channel that was never opened', Uint8Array.of(80, 9, 3)],
    ['a channel opened by the server', Uint8Array.of(81, 9, 1, 97)],
    ['a message outside of channels', Uint8Array.of(0, 0, 1, 0)],
    ['a frame that ends too early', Uint8Array.of(80)],
    ['a text frame', 'text'],
  ])('[P72] is given up for %s, and tried again', async (_title, frame) => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    world.wire.sayFrame(frame)
    expect(world.errors).toHaveLength(1)
    expect([one?.heard.at(-1), world.wire.closedWith]).toEqual(['close 1006', 4400])
    expect(world.link.state.name).toBe('waiting')
  })

  it('[P72] ends all its channels with its own code', async () => {
    const world = new LinkWorld()
    const channels = await world.opened(3)
    world.wire.drop(4529, 'too many')
    expect(channels.map(({ heard }) => heard.at(-1))).toEqual(Array(3).fill('close 4529'))
    expect(world.link.channels).toBe(0)
  })

  it('comes back by one attempt at a time, whoever wants it, and tells when it is there', async () => {
    const world = new LinkWorld()
    await world.opened(50)
    world.wire.drop()
    const again = Array.from({ length: 50 }, (_, index) => world.channel(`document-${index}`))
    await world.clock.advance(499)
    expect(world.wires.length).toBe(1)
    await world.clock.advance(1)
    expect(world.wires.length).toBe(2)
    world.told.length = 0
    world.wire.open()
    expect(world.told).toEqual(['connected', 'opened'])
    expect(types(world.wire.take())).toEqual(['ping', ...Array<string>(50).fill('openChannel')])
    expect(again.every(({ heard }) => heard[0] === 'open')).toBe(true)
  })

  it('tells the channels that wait of each attempt that fails', async () => {
    const world = new LinkWorld()
    const [one, two] = [world.channel('one'), world.channel('two')]
    await world.clock.advance(0)
    world.wire.drop()
    expect([one.heard, two.heard]).toEqual([['close 1006'], ['close 1006']])
    const third = world.channel('three')
    await world.clock.advance(500)
    expect(third.heard).toEqual([])
    world.wire.drop()
    expect(third.heard).toEqual(['close 1006'])
  })

  it('stops with a code that is for good, and begins anew with the next channel', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    world.wire.drop(4403, 'not from there')
    expect(one?.heard.at(-1)).toBe('close 4403')
    await world.clock.advance(600_000)
    expect([world.wires.length, world.clock.pending]).toEqual([1, 0])
    world.channel('another')
    await world.clock.advance(0)
    expect(world.wires.length).toBe(2)
  })

  it('[P73] stays away after the server has said that it goes away', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    world.wire.say({ type: 'goingAway', maxDelayMs: 60_000 })
    world.wire.drop(1012)
    expect(one?.heard.at(-1)).toBe('close 1012')
    world.channel('again')
    await world.clock.advance(29_999)
    expect(world.wires.length).toBe(1)
    await world.clock.advance(1)
    expect(world.wires.length).toBe(2)
  })

  it('goes on waiting, with its count of failures, while somebody wants to come back', async () => {
    const world = new LinkWorld()
    world.channel('one')
    await world.clock.advance(0)
    for (const afterMs of [500, 1_000, 2_000, 4_000, 8_000]) {
      world.wire.drop()
      const before = world.wires.length
      await world.clock.advance(afterMs - 1)
      expect(world.wires.length).toBe(before)
      await world.clock.advance(1)
      expect(world.wires.length).toBe(before + 1)
    }
  })

  it('does not come back when nobody wants to', async () => {
    const world = new LinkWorld()
    await world.opened(1)
    world.wire.drop()
    world.isWanted = false
    await world.clock.advance(600_000)
    expect([world.wires.length, world.link.state.name, world.clock.pending]).toEqual([1, 'idle', 0])
  })

  it('gives up waiting at once when the last that wanted it leaves', async () => {
    const world = new LinkWorld()
    await world.opened(1)
    world.wire.drop()
    world.isWanted = false
    world.link.reconsider()
    expect([world.link.state.name, world.clock.pending]).toEqual(['idle', 0])
  })

  it('lingers for a second when its last channel is gone', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    one?.socket.close()
    await world.clock.advance(999)
    expect(world.wire.closedWith).toBe(undefined)
    const two = world.channel('two')
    await world.clock.advance(5_000)
    expect([world.wires.length, two.heard]).toEqual([1, ['open']])
    two.socket.close()
    await world.clock.advance(1_000)
    expect([world.wire.closedWith, world.link.state.name, world.clock.pending]).toEqual([
      1000,
      'idle',
      0,
    ])
  })

  it('does not linger in a page that goes away', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    world.link.hide()
    expect(world.wire.closedWith).toBe(undefined)
    one?.socket.close()
    expect(world.wire.closedWith).toBe(1000)
    world.link.show()
    const again = world.channel('again')
    await world.clock.advance(0)
    world.wire.open()
    expect(again.heard).toEqual(['open'])
  })

  it('lingers again once a page that was kept for the way back is shown', async () => {
    const world = new LinkWorld()
    const [one] = await world.opened(1)
    // The page's events are not listened to while there is no connection, so nobody tells that it is shown.
    one?.socket.close()
    world.link.hide()
    expect(world.link.state.name).toBe('idle')
    const back = world.channel('back')
    await world.clock.advance(0)
    world.wire.open()
    world.wire.answer()
    back.socket.close()
    expect(world.link.state.name).toBe('joined')
    await world.clock.advance(1_000)
    expect(world.link.state.name).toBe('idle')
  })

  it('leaves nothing behind when it is destroyed', async () => {
    const world = new LinkWorld()
    const channels = await world.opened(3)
    for (const channel of channels) channel.say({ type: 'ping', id: 1 })
    world.bufferedBytes = 1_000_000
    channels[0]?.say(update)
    const waiting = world.channel('waiting')
    world.link.destroy()
    expect(channels.map(({ heard }) => heard.at(-1))).toEqual(Array(3).fill('close 4499'))
    await world.clock.advance(0)
    expect([waiting.heard, world.clock.pending, world.link.channels]).toEqual([
      ['close 4499'],
      0,
      0,
    ])
    const late = world.channel('late')
    await world.clock.advance(0)
    expect([late.heard, world.wires.length, world.clock.pending]).toEqual([['close 4499'], 1, 0])
    world.link.destroy()
  })

  it('refuses a URL of another server, and one without a document', () => {
    const world = new LinkWorld()
    const { link } = world
    expect(() => world.channel('')).toThrow(TypeError)
    expect(() => new ChannelSocket(link, 'ws://other/notes')).toThrow(
      'Cannot open "ws://other/notes" over a socket to "ws://server"',
    )
    expect(link.channels).toBe(0)
  })
})

describe('signs of life', () => {
  it('[P73] are asked for once for fifty documents, and each is answered', async () => {
    const world = new LinkWorld()
    const channels = await world.opened(50)
    let pings = 0
    for (let second = 0; second < 60; second += 1) {
      await world.clock.advance(1_000)
      pings += world.wire.answer().filter(({ type }) => type === 'ping').length
      if (second % 15 === 7)
        for (const channel of channels) channel.say({ type: 'ping', id: second })
    }
    expect(pings).toBe(4)
    expect(channels.map(({ messages }) => messages.length)).toEqual(Array(50).fill(4))
    expect(channels[49]?.messages.at(-1)).toEqual({ type: 'pong', id: 52 })
  })

  it('take as long as the connection’s own last did', async () => {
    const world = new LinkWorld()
    const one = world.channel('one')
    await world.clock.advance(0)
    world.wire.open()
    one.say({ type: 'ping', id: 1 })
    await world.clock.advance(80)
    expect(one.messages).toEqual([])
    world.wire.answer()
    await world.clock.advance(80)
    world.wire.answer()
    expect(world.link.latencyMs).toBe(80)
    expect(one.messages).toEqual([{ type: 'pong', id: 1 }])
    one.say({ type: 'ping', id: 2 })
    await world.clock.advance(79)
    expect(one.messages).toHaveLength(1)
    await world.clock.advance(1)
    expect(one.messages).toHaveLength(2)
  })

  it('are not made up while the connection is in doubt', async () => {
    const world = new LinkWorld()
    const [one, two] = await world.opened(2)
    world.wire.take()
    world.link.doubt()
    one?.say({ type: 'ping', id: 1 })
    await world.clock.advance(4_000)
    expect([one?.messages, types(world.wire.take())]).toEqual([[], ['ping']])
    world.wire.sayIn(2, update)
    expect([one?.messages, two?.messages.length]).toEqual([[{ type: 'pong', id: 1 }], 1])
  })

  it('that fail to come end the connection, with all its channels', async () => {
    const world = new LinkWorld()
    const channels = await world.opened(3)
    channels[0]?.say({ type: 'ping', id: 1 })
    await world.clock.advance(30_000)
    expect(channels.map(({ heard }) => heard.at(-1))).toEqual(Array(3).fill('close 1006'))
    expect(world.wire.closedWith).toBe(4500)
  })

  it('are given when the server asks', async () => {
    const world = new LinkWorld()
    await world.opened(1)
    world.wire.take()
    world.wire.say({ type: 'ping', id: 9 })
    expect(world.wire.take()).toEqual([{ type: 'pong', id: 9 }])
  })
})

describe('a server that knows no channels', () => {
  it.each([
    ['a stock server, which asks first', (world: LinkWorld) => world.wire.say(step1)],
    ['an older Weft server', (world: LinkWorld) => world.wire.drop(4404, 'the name is empty')],
  ])('[P65] is found out: %s', async (_title, answer) => {
    const world = new LinkWorld()
    const [one, two] = [world.channel('one?a=b'), world.channel('two')]
    await world.clock.advance(0)
    world.wire.open()
    one.say(step1)
    one.say(update)
    answer(world)
    expect([world.link.sharing, world.link.state.name, world.link.channels]).toEqual([
      'separate',
      'idle',
      0,
    ])
    expect(world.alone.map(({ url }) => url)).toEqual(['ws://server/one?a=b', 'ws://server/two'])
    // It goes on where it was, and is told nothing of all that.
    world.alone[0]?.open()
    expect(world.alone[0]?.take()).toEqual([step1, update])
    expect([one.heard, two.heard]).toEqual([['open'], ['open']])
    world.alone[0]?.say(update)
    expect(one.messages).toEqual([update])
    one.say(update)
    expect(world.alone[0]?.take()).toEqual([update])
    world.alone[0]?.drop(4403)
    expect(one.heard).toEqual(['open', 'close 4403'])
    await world.clock.advance(60_000)
    expect([world.wires.length, world.clock.pending]).toEqual([1, 0])
  })

  it('has a socket for each later document at once', async () => {
    const world = new LinkWorld()
    world.channel('one')
    await world.clock.advance(0)
    world.wire.drop(4404)
    const late = world.channel('late')
    await world.clock.advance(0)
    expect([world.wires.length, world.alone.length]).toEqual([1, 2])
    world.alone[1]?.open()
    expect([late.heard, late.socket.readyState]).toEqual([['open'], 1])
    late.socket.close(1000, 'bye')
    expect(world.alone[1]?.closedWith).toEqual({ code: 1000, reason: 'bye' })
  })

  it('is not taken for one that was lost before it said a word', async () => {
    const world = new LinkWorld()
    world.channel('one')
    await world.clock.advance(0)
    world.wire.open()
    world.wire.drop()
    expect(world.link.sharing).toBe('unknown')
  })

  it('may take the place of one that does', async () => {
    const world = new LinkWorld()
    await world.opened(1)
    world.wire.drop(1012)
    const again = world.channel('again')
    await world.clock.advance(500)
    world.wire.open()
    world.wire.drop(4404)
    expect([world.link.sharing, world.alone.length, again.heard]).toEqual(['separate', 1, ['open']])
  })
})

describe('more than the network takes', () => {
  it('[P74] leaves in turns, and is handed over as there is room', async () => {
    const world = new LinkWorld()
    const [one, two] = await world.opened(2)
    world.wire.take()
    world.bufferedBytes = 256 * 1024
    for (let part = 0; part < 3; part += 1) one?.say({ type: 'ping', id: 0 })
    for (let part = 0; part < 3; part += 1) one?.say(update)
    two?.say(step1)
    expect(world.wire.take()).toEqual([])
    expect(one?.socket.bufferedAmount).toBe(15)
    await world.clock.advance(20)
    expect(world.wire.take()).toEqual([])
    world.bufferedBytes = 0
    await world.clock.advance(20)
    const channels = world.wire.take().flatMap((said) => ('channel' in said ? [said.channel] : []))
    expect(channels).toEqual([1, 2, 1, 1])
    expect(one?.socket.bufferedAmount).toBe(0)
  })

  it('leaves before its channel is closed, as it would from a WebSocket', async () => {
    const world = new LinkWorld()
    const [one, two] = await world.opened(2)
    world.wire.take()
    world.bufferedBytes = 256 * 1024
    one?.say(update)
    two?.say(update)
    one?.say(step1)
    one?.socket.close()
    world.bufferedBytes = 0
    await world.clock.advance(20)
    expect(world.wire.take()).toMatchObject([
      { type: 'channel', channel: 1 },
      { type: 'channel', channel: 1 },
      { type: 'closeChannel', channel: 1 },
      { type: 'channel', channel: 2 },
    ])
    await world.clock.advance(1_000)
    expect([world.wire.take(), world.clock.pending]).toEqual([[], 1])
  })

  it('is dropped when the server has closed its channel', async () => {
    const world = new LinkWorld()
    const [one, two] = await world.opened(2)
    world.wire.take()
    world.bufferedBytes = 256 * 1024
    one?.say(update)
    two?.say(update)
    world.wire.closeChannel(1, 4403)
    world.bufferedBytes = 0
    await world.clock.advance(20)
    expect(world.wire.take()).toMatchObject([{ type: 'channel', channel: 2 }])
  })
})
