import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stopWithParent } from './stop-with-parent.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp(): { shell: { pid: number }; terminated: string[]; stopLooking: () => void } {
  const shell = { pid: 7 }
  const terminated: string[] = []
  const stopLooking = stopWithParent({
    parent: () => shell.pid,
    terminate: () => terminated.push('terminated'),
  })
  return { shell, terminated, stopLooking }
}

test('a shell that has ended ends what runs in it, once', () => {
  const { shell, terminated } = setUp()
  shell.pid = 1
  vi.advanceTimersByTime(10_000)
  expect(terminated).toEqual(['terminated'])
})

test('as long as the shell is there nothing happens', () => {
  const { terminated } = setUp()
  vi.advanceTimersByTime(10_000)
  expect(terminated).toEqual([])
})

test('a signal of our own, just after the shell’s, is not answered with a second', () => {
  const { shell, terminated, stopLooking } = setUp()
  shell.pid = 1
  vi.advanceTimersByTime(250)
  stopLooking()
  vi.advanceTimersByTime(10_000)
  expect(terminated).toEqual([])
})
