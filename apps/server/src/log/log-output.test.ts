import { expect, test } from 'vitest'
import { LogOutput, type LogStream } from './log-output.ts'

class SlowStream implements LogStream {
  writable = true
  writableLength = 0
  readonly taken: string[] = []

  write(text: string): boolean {
    this.taken.push(text)
    this.writableLength += text.length
    return false
  }
}

const LINE = `${'x'.repeat(999)}\n`

test('what waits for a reader that is slow has a bound, and what was lost is told when it reads again', () => {
  const stream = new SlowStream()
  const output = new LogOutput(stream, (lines) => `lost ${lines}\n`)
  for (let index = 0; index < 5_000; index += 1) output.write(LINE)
  const kept = stream.taken.length
  expect(stream.writableLength).toBeLessThan(1024 * 1024 + 2_000)
  stream.writableLength = 0
  output.write(LINE)
  output.write(LINE)
  expect(stream.taken.slice(kept)).toEqual([`lost ${5_000 - kept}\n`, LINE, LINE])
})

test('a reader that is gone is not written to', () => {
  const stream = new SlowStream()
  const output = new LogOutput(stream, () => '')
  stream.writable = false
  output.write(LINE)
  expect(stream.taken).toEqual([])
})
