import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Observable } from '../collaboration/observable.ts'
import { CommentNews } from './comment-news.ts'
import type { Comment, Thread } from './thread.ts'

const OWN = 7

function comment(id: string, name = 'Bo'): Comment {
  const author = { id: name, name, color: '#c84341' } as const
  return { id, author, atMs: 1, content: { kind: 'text', text: 'x', isEdited: false } }
}

function thread(...comments: readonly Comment[]): Thread {
  return { id: 't', anchor: undefined, quote: '', comments, resolution: undefined }
}

function room() {
  const threads = new Observable<readonly Thread[]>([thread(comment('1-1'))])
  const told: string[] = []
  const clock = new ManualClock()
  const announcer = { say: (text: string) => told.push(text) }
  const news = new CommentNews({ threads, clientId: OWN, announcer, clock })
  const add = (...more: readonly Comment[]) =>
    threads.set([thread(...(threads.get()[0]?.comments ?? []), ...more)])
  return { threads, told, clock, news, add }
}

test('what was there at the start is not new, nor is what one writes oneself', () => {
  const { news, add } = room()
  expect(news.get()).toBe(0)
  add(comment(`${OWN}-1`))
  expect(news.get()).toBe(0)
  add(comment('1-2'))
  expect(news.get()).toBe(1)
})

test('nothing is unread while somebody looks, and all is read once they look', () => {
  const { news, add } = room()
  add(comment('1-2'), comment('1-3'))
  expect(news.get()).toBe(2)
  news.reading(true)
  expect(news.get()).toBe(0)
  add(comment('1-4'))
  expect(news.get()).toBe(0)
  news.reading(false)
  add(comment('1-5'))
  expect(news.get()).toBe(1)
})

test('what was deleted and put back is not new again', () => {
  const { threads, news } = room()
  const before = threads.get()
  threads.set([])
  threads.set(before)
  expect(news.get()).toBe(0)
})

test('new comments are told all at once, and rarely', async () => {
  const { told, clock, add } = room()
  add(comment('1-2'))
  expect(told).toEqual([])
  await clock.advance(1_000)
  expect(told).toEqual(['Bo commented.'])
  add(comment('1-3'))
  await clock.advance(1_000)
  add(comment('2-1', 'Cy'), comment('2-2', 'Cy'))
  await clock.advance(2_000)
  expect(told).toHaveLength(1)
  await clock.advance(2_000)
  expect(told).toEqual(['Bo commented.', '3 new comments.'])
})
