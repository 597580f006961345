import { expect, test } from 'vitest'
import { parseSystemCalls } from './system-call.ts'

/** Text as strace writes it with -xx. */
const hex = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

test('a call that nothing came between begins and ends on its line', () => {
  const line = `12 write(20<${hex('/data/db/000003.log')}>, "${hex('abc')}", 3) = 3`
  expect(parseSystemCalls(`13 fdatasync(9<${hex('/x')}>) = 0\n${line}\n`)[1]).toEqual({
    name: 'write',
    target: '/data/db/000003.log',
    data: Buffer.from('abc'),
    result: 3,
    began: 1,
    ended: 1,
  })
})

test('a call that others came between is put together from its two lines', () => {
  const calls = parseSystemCalls(
    [
      `12 fdatasync(20<${hex('/a.log')}> <unfinished ...>`,
      `13 read(5<TCP:[127.0.0.1:80->127.0.0.1:5000]> <unfinished ...>`,
      `12 <... fdatasync resumed>) = 0`,
      `13 <... read resumed>, "${hex('hello')}", 65536) = 5`,
    ].join('\n'),
  )
  expect(calls).toMatchObject([
    { name: 'fdatasync', target: '/a.log', result: 0, began: 0, ended: 2 },
    { name: 'read', target: 'TCP:[127.0.0.1:80->127.0.0.1:5000]', began: 1, ended: 3 },
  ])
  expect(calls[1]?.data.toString()).toBe('hello')
})

test('parts that are written together are one, as far as the call got', () => {
  const parts = `[{iov_base="${hex('ab')}", iov_len=2}, {iov_base="${hex('cd')}", iov_len=2}]`
  const [call] = parseSystemCalls(`1 writev(5<TCP:[a]>, ${parts}, 2) = 3`)
  expect(call?.data.toString()).toBe('abc')
})

test('a call that failed has a negative result and no data; one that never ended is left out', () => {
  const failed = `1 fdatasync(20<${hex('/a.log')}>) = -1 EIO (Input/output error) (INJECTED)`
  const calls = parseSystemCalls(`${failed}\n2 write(20<x>, "${hex('a')}", 1) = ?`)
  expect(calls).toMatchObject([{ result: -1, data: Buffer.alloc(0) }])
})

test('data that strace has cut off cannot be judged', () => {
  const line = `1 write(20<x>, "${hex('a')}"..., 500) = 500`
  expect(() => parseSystemCalls(line)).toThrow('cut')
})
