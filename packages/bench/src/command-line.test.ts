import { expect, test } from 'vitest'
import { readCommandLine } from './command-line.ts'

const rows = ['busy-room', 'pairs']

test('without options, every row and server has three rounds', () => {
  expect(readCommandLine([], rows)).toMatchObject({
    only: [],
    rounds: 3,
    servers: ['bare-ws', 'y-websocket-server', 'hocuspocus', 'weft'],
    writes: false,
  })
})

test('a quick run has one round, unless another number is given', () => {
  expect(readCommandLine(['--quick'], rows).rounds).toBe(1)
  expect(readCommandLine(['--quick', '--rounds', '5'], rows).rounds).toBe(5)
})

test.each([
  [['--only', 'pears'], 'There is no row "pears". There are: busy-room, pairs.'],
  [['--rounds', '0'], 'Cannot run "0" rounds: give a whole number from 1.'],
  [['--servers', 'weft,nginx'], 'There is no server "nginx".'],
])('%j is refused in words', (args, words) => {
  expect(() => readCommandLine(args, rows)).toThrow(words)
})
