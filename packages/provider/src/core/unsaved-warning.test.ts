import { ManualClock } from '@weft/testkit'
import { describe, expect, it } from 'vitest'
import { ScriptedWorld } from './scripted-server.test-support.ts'
import { UnsavedEdits } from './unsaved-edits.ts'
import { UnsavedWarning } from './unsaved-warning.ts'

function start(unsavedWarningMs = 10_000) {
  const clock = new ManualClock()
  const edits = new UnsavedEdits(0)
  const told: boolean[] = []
  const warning = new UnsavedWarning({ clock, unsavedWarningMs }, edits, (isLong) => {
    told.push(isLong)
  })
  let messages = 0
  return {
    clock,
    told,
    warning,
    edit() {
      edits.add()
      edits.messageSent()
      warning.look()
    },
    /** The server confirms all but the newest edits. */
    save(but = 0) {
      messages = edits.made - but
      edits.confirm(messages)
      warning.look()
    },
  }
}

describe('an unsaved edit', () => {
  it('is told when it is older than the limit, once, and so is that it is over', async () => {
    const { clock, told, edit, save } = start()
    edit()
    await clock.advance(9_999)
    expect(told).toEqual([])
    await clock.advance(1)
    expect(told).toEqual([true])
    edit()
    await clock.advance(60_000)
    expect(told).toEqual([true])
    save()
    expect(told).toEqual([true, false])
    expect(clock.pending).toBe(0)
  })

  it('is not told while each is saved in time, however long somebody types without a pause', async () => {
    const { clock, told, edit, save } = start()
    for (let round = 0; round < 100; round += 1) {
      edit()
      await clock.advance(900)
      edit()
      save(1)
      await clock.advance(100)
    }
    expect(told).toEqual([])
  })

  it('is over only when what was too old is saved, and the next spell is told anew', async () => {
    const { clock, told, edit, save } = start()
    edit()
    await clock.advance(5_000)
    edit()
    await clock.advance(5_000)
    expect(told).toEqual([true])
    save(1)
    expect(told).toEqual([true, false])
    await clock.advance(10_000)
    expect(told).toEqual([true, false, true])
  })

  it.each([0, -1])('is never told with a limit of %i', async (limit) => {
    const { clock, told, edit } = start(limit)
    edit()
    expect(clock.pending).toBe(0)
    await clock.advance(1e9)
    expect(told).toEqual([])
  })
})

describe('a connection', () => {
  it('tells of edits that no server has confirmed for long, also without one', async () => {
    const world = new ScriptedWorld()
    world.join()
    await world.type('a')
    world.socket.drop()
    await world.clock.advance(9_999)
    expect(world.told).not.toContain('unsaved for long true')
    await world.clock.advance(1)
    expect(world.told).toContain('unsaved for long true')
    world.greetAgain()
    world.socket.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    world.socket.say({ type: 'saved', count: 1, sequence: 9 })
    expect(world.told.slice(-3)).toEqual([
      'unsaved for long false',
      'unsaved 0',
      'save-state saved',
    ])
    world.destroy()
  })

  it('does not tell it of a stock server, which never says what is saved', async () => {
    const world = new ScriptedWorld({ settings: { silenceTimeoutMs: 2 ** 30 } })
    world.connection.connect()
    world.socket.open()
    world.socket.say({ type: 'syncStep2', update: new Uint8Array([0, 0]) })
    await world.type('a')
    await world.clock.advance(20_000)
    expect(world.told).not.toContain('unsaved for long true')
    world.destroy()
  })

  it.each(['disconnect', 'destroy'] as const)('leaves no timer after %s', async (end) => {
    const world = new ScriptedWorld()
    world.join()
    await world.type('a')
    world.connection[end]()
    expect(world.clock.pending).toBe(0)
    world.destroy()
  })
})
