import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Announcer, EVERY_MS, GATHER_MS } from './announcer.ts'
import type { Participant } from './participants.ts'

const person = (name: string, clientId = name.length): Participant => ({
  clientId,
  name,
  color: '#c84341',
  isSelf: name === 'Me',
  activity: 'viewing',
})
const me = person('Me')
const [ada, bo, cleo, dora] = ['Ada', 'Bo B', 'Cleo C', 'Dora Do'].map((name) => person(name)) as [
  Participant,
  Participant,
  Participant,
  Participant,
]

function begin(...here: Participant[]) {
  const clock = new ManualClock()
  const announcer = new Announcer(clock)
  const said: string[] = []
  announcer.subscribe(() => said.push(announcer.get()))
  announcer.begin([me, ...here])
  return { clock, announcer, said }
}

test('those who were here first are not news', async () => {
  const { clock, announcer, said } = begin(ada, bo)
  announcer.update([me, ada, bo])
  await clock.advance(60_000)
  expect(said).toEqual([])
})

test('people who join together are told together', async () => {
  const { clock, announcer, said } = begin()
  announcer.update([me, ada])
  await clock.advance(500)
  announcer.update([me, ada, bo, cleo])
  await clock.advance(500)
  expect(said).toEqual(['Ada and 2 others joined.'])
})

test('a message comes five seconds after the last at the earliest', async () => {
  const { clock, announcer, said } = begin()
  announcer.update([me, ada])
  await clock.advance(1_000)
  announcer.update([me, ada, bo])
  await clock.advance(3_000)
  announcer.update([me, bo])
  await clock.advance(1_999)
  expect(said).toEqual(['Ada joined.'])
  await clock.advance(1)
  expect(said).toEqual(['Ada joined.', 'Bo B joined. Ada left.'])
})

test('somebody who reloads the page neither left nor joined', async () => {
  const { clock, announcer, said } = begin(ada)
  announcer.update([me])
  await clock.advance(300)
  announcer.update([me, person('Ada', 99)])
  await clock.advance(60_000)
  expect(said).toEqual([])
})

test('somebody who looks in for a moment is not told', async () => {
  const { clock, announcer, said } = begin()
  announcer.update([me, dora])
  announcer.update([me])
  await clock.advance(60_000)
  expect(said).toEqual([])
})

test('when the connection is lost nobody left, and when it is back nobody joined', async () => {
  const { clock, announcer, said } = begin(ada, bo)
  announcer.update([me, ada])
  announcer.pause()
  announcer.update([me])
  await clock.advance(60_000)
  announcer.update([me, ada, bo])
  announcer.begin([me, ada, bo])
  announcer.update([me, ada, bo])
  await clock.advance(60_000)
  expect(said).toEqual([])
  expect(clock.pending).toBe(0)
})

test('of twenty who come within a moment one sentence is said, and of who follows them another, seconds later', async () => {
  const { clock, announcer, said } = begin()
  const crowd = Array.from({ length: 20 }, (_, index) => person(`Guest ${index}`, 100 + index))
  for (let here = 1; here <= crowd.length; here += 1) {
    announcer.update([me, ...crowd.slice(0, here)])
    await clock.advance(40)
  }
  await clock.advance(GATHER_MS)
  expect(said).toEqual(['Guest 0 and 19 others joined.'])
  announcer.update([me, ada, ...crowd])
  await clock.advance(GATHER_MS)
  expect(said).toHaveLength(1)
  await clock.advance(EVERY_MS)
  expect(said).toEqual(['Guest 0 and 19 others joined.', 'Ada joined.'])
})
