import { expect, test } from 'vitest'
import { hotSpots } from './hot-spots.ts'

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 })

test('functions are told by their own time, the dearest first, and idling is none', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('send', 'file:///weft/packages/server/dist/node/peer.js') },
      { id: 3, callFrame: frame('writev') },
    ],
    samples: [1, 2, 3, 3, 1, 3],
    timeDeltas: [900, 100, 100, 100, 900, 100],
  }
  expect(hotSpots(profile, 5)).toEqual([' 75.0 %  writev', ' 25.0 %  send (dist/node/peer.js:10)'])
  expect(hotSpots(profile, 1)).toHaveLength(1)
})

test('of what is no profile nothing is told', () => {
  expect(hotSpots(undefined, 5)).toEqual([])
})
