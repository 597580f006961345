import { WeftProvider } from '@weft/provider'
import { ManualClock } from '@weft/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Observable } from '../collaboration/observable.ts'
import type { Participant } from '../collaboration/participants.ts'
import { DeveloperWatch } from './developer-watch.ts'

const QUERY_AWARENESS = Uint8Array.of(3)

const providers: WeftProvider[] = []

afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy()
})

function open(debug?: WeftProvider['debug']) {
  const provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), { connect: false, debug })
  providers.push(provider)
  const presence = new Observable<readonly Participant[]>([])
  const clock = new ManualClock()
  const frames: (() => void)[] = []
  const watch = new DeveloperWatch({
    provider,
    presence,
    clock,
    dateMs: () => clock.wallTime(),
    frame: (run) => {
      frames.push(run)
      return () => frames.splice(frames.indexOf(run), 1)
    },
  })
  let looks = 0
  watch.subscribe(() => (looks += 1))
  const hear = () => provider.debug?.(QUERY_AWARENESS, 'in', 'server')
  const draw = () => {
    for (const run of frames.splice(0)) run()
  }
  return { provider, presence, clock, watch, hear, draw, frames, looks: () => looks }
}

test('messages show with the next frame, and a flood of them not more than four times a second', async () => {
  const { clock, watch, hear, draw, looks } = open()
  for (let ms = 0; ms < 1_000; ms += 10) {
    hear()
    await clock.advance(10)
    draw()
  }
  expect(watch.get().messages.length).toBeGreaterThan(50)
  expect(looks()).toBeGreaterThanOrEqual(3)
  expect(looks()).toBeLessThanOrEqual(5)
  expect(watch.get().messages[0]).toMatchObject({ type: 'queryAwareness', direction: 'in' })
})

test('nothing is looked at while no frame is drawn, as in a hidden tab', async () => {
  const { clock, hear, frames, looks } = open()
  for (let count = 0; count < 10; count += 1) {
    hear()
    await clock.advance(1_000)
  }
  expect(looks()).toBe(0)
  expect(frames).toHaveLength(1)
})

test('people, state vector and size are those of the document', async () => {
  const { provider, presence, clock, watch, draw } = open()
  provider.doc.getText('text').insert(0, 'hello')
  presence.set([
    {
      clientId: provider.doc.clientID,
      name: 'Ada',
      color: '#c84341',
      isSelf: true,
      activity: 'viewing',
    },
  ])
  await clock.advance(3_000)
  draw()
  const { peers, vector, documentBytes, unsavedChanges, connection } = watch.get()
  expect({ peers, unsavedChanges, connection }).toEqual({
    peers: 1,
    unsavedChanges: 1,
    connection: 'disconnected',
  })
  expect(vector.shown).toMatchObject([{ name: 'Ada', clock: 5, isSelf: true }])
  expect(documentBytes).toBe(Y.encodeStateAsUpdate(provider.doc).byteLength)
})

test('once ended it hears nothing, sets no timer, and whoever listened before listens on', () => {
  const before = vi.fn<() => void>()
  const { provider, clock, watch, hear } = open(before)
  hear()
  expect(before).toHaveBeenCalledTimes(1)
  watch.destroy()
  expect(provider.debug).toBe(before)
  expect(clock.pending).toBe(0)
  expect(open().provider.debug).toBeDefined()
})
