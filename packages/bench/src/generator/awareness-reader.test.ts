import { encodeAwareness, encodeAwarenessPatch, awarenessChange } from '@weft/protocol'
import { expect, test } from 'vitest'
import { readAwareness, readAwarenessPatches } from './awareness-reader.ts'

test('it reads the clocks of entries, whatever their states are', () => {
  const payload = encodeAwareness([
    { clientId: 2_147_483_700, clock: 3, state: '{"name":"Ä"}' },
    { clientId: 7, clock: 300, state: 'null' },
  ])
  const clocks: number[][] = []
  readAwareness(payload, 0, payload.length, (...entry) => clocks.push(entry))
  expect(clocks).toEqual([
    [2_147_483_700, 3],
    [7, 300],
  ])
})

test('it reads the clocks that patches lead to', () => {
  const change = (clientId: number, clock: number) =>
    awarenessChange(
      { clientId, clock, state: '{"name":"somebody with a long name","at":1234,"to":99}' },
      {
        clientId,
        clock: clock + 2,
        state: '{"name":"somebody with a long name","at":1244,"to":88}',
      },
    )
  const payload = encodeAwarenessPatch(
    [change(5, 8), change(2_147_483_700, 900)].filter((each) => each !== undefined),
  )
  const clocks: number[][] = []
  readAwarenessPatches(payload, 0, payload.length, (...entry) => clocks.push(entry))
  expect(clocks).toEqual([
    [5, 10],
    [2_147_483_700, 902],
  ])
})
