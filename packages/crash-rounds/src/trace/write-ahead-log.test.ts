import { expect, test } from 'vitest'
import { WriteAheadLog } from './write-ahead-log.ts'

const BLOCK = 32 * 1024

/** A piece with LevelDB's header. */
function piece(content: Buffer): Buffer {
  const header = Buffer.alloc(7)
  header.writeUInt16LE(content.length, 4)
  return Buffer.concat([header, content])
}

test('only what was written before a sync began is durable after it', () => {
  const log = new WriteAheadLog()
  log.write(piece(Buffer.from('one')))
  const covered = log.writtenBytes
  log.write(piece(Buffer.from('two')))
  expect(log.durableContent().toString()).toBe('')
  log.synced(covered)
  expect(log.durableContent().toString()).toBe('one')
  log.synced(log.writtenBytes)
  expect(log.durableContent().toString()).toBe('onetwo')
})

test('after a sync that failed no later one makes anything durable', () => {
  const log = new WriteAheadLog()
  log.write(piece(Buffer.from('one')))
  log.synced(log.writtenBytes)
  log.write(piece(Buffer.from('two')))
  log.failed()
  log.synced(log.writtenBytes)
  expect(log.durableContent().toString()).toBe('one')
})

test('a record that goes on in the next block is one piece again', () => {
  const content = Buffer.alloc(BLOCK, 'a')
  content.write('across', BLOCK - 7 - 3)
  const log = new WriteAheadLog()
  const first = BLOCK - 7
  log.write(piece(content.subarray(0, first)))
  log.write(piece(content.subarray(first)))
  log.synced(log.writtenBytes)
  expect(log.durableContent().equals(content)).toBe(true)
})

test('what is left of a block and too small for a header is skipped', () => {
  const log = new WriteAheadLog()
  log.write(piece(Buffer.alloc(BLOCK - 7 - 4, 'a')))
  log.write(Buffer.alloc(4))
  log.write(piece(Buffer.from('next')))
  log.synced(log.writtenBytes)
  expect(log.durableContent().toString().slice(-5)).toBe('anext')
})
