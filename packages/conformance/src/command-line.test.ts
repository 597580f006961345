import { describe, expect, test } from 'vitest'
import { readCommandLine } from './command-line.ts'

describe('the command line', () => {
  test('names a server by its URL, and how to restart it', () => {
    const { target } = readCommandLine(['ws://localhost:1', '--restart', 'a', '--crash', 'b'])
    expect(target).toEqual({ type: 'url', url: 'ws://localhost:1', restart: 'a', crash: 'b' })
  })

  test('may name a command that starts one', () => {
    const { target, protocol } = readCommandLine(['--start', 'x {port}', '--protocol=hocuspocus'])
    expect(target).toEqual({ type: 'start', command: 'x {port}' })
    expect(protocol).toBe('hocuspocus')
  })

  test('takes several beginnings of ids', () => {
    expect(readCommandLine(['--own', '--only', 'a', '--only=b']).only).toEqual(['a', 'b'])
  })

  test.each([
    [[], 'Name one server'],
    [['ws://a', 'ws://b'], 'Name one server'],
    [['ws://a', '--peers'], 'Name one server'],
    [['localhost:1'], 'must begin with ws:// or wss://'],
    [['--own', '--protocol=telnet'], 'no protocol "telnet"'],
    [['--fast'], '--fast'],
  ])('%j is refused with words', (args, words) => {
    expect(() => readCommandLine(args)).toThrow(words)
  })
})
