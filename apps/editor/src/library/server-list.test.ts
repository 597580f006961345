import { ManualClock, settle } from '@weft/testkit'
import { expect, test } from 'vitest'
import type { Asked } from './ask-server.ts'
import type { ListQuery, ServerPage } from './server-documents.ts'
import { ServerList, TYPING_MS } from './server-list.ts'

interface Question extends ListQuery {
  readonly signal: AbortSignal
  readonly answer: (answer: Asked<ServerPage>) => void
}

const page = (names: readonly string[], next?: string): Asked<ServerPage> => ({
  is: 'answered',
  value: {
    documents: names.map((name) => ({ name, title: undefined, sizeBytes: 1, changedMs: 1 })),
    total: 9,
    next,
  },
})

function start() {
  const clock = new ManualClock()
  const questions: Question[] = []
  const list = new ServerList(
    (query, signal) =>
      new Promise((answer) => {
        questions.push({ ...query, signal, answer })
      }),
    clock,
  )
  const names = () => {
    const state = list.get()
    return state.is === 'listed' ? state.documents.map(({ name }) => name) : state.is
  }
  const answer = async (given: Asked<ServerPage>) => {
    questions.at(-1)?.answer(given)
    await settle()
  }
  return { clock, questions, list, names, answer }
}

test('the list is asked for, and then for what follows', async () => {
  const { list, names, questions, answer } = start()
  void list.refresh()
  expect(names()).toBe('asking')
  await answer(page(['a', 'b'], '1.b'))
  expect(names()).toEqual(['a', 'b'])
  void list.more()
  expect(questions.at(-1)).toMatchObject({ search: '', after: '1.b' })
  await answer(page(['b', 'c']))
  expect(names()).toEqual(['a', 'b', 'c'])
  void list.more()
  expect(questions).toHaveLength(2)
})

test('a search waits until whoever types pauses, and asks once', async () => {
  const { list, clock, questions, names, answer } = start()
  for (const text of ['p', 'pl', 'pla ']) {
    list.search(text)
    await clock.advance(TYPING_MS - 1)
  }
  expect(questions).toHaveLength(0)
  await clock.advance(1)
  expect(questions.map(({ search }) => search)).toEqual(['pla'])
  await answer(page(['plan']))
  expect(names()).toEqual(['plan'])
  expect(list.get()).toMatchObject({ search: 'pla' })
})

test('what was asked first never covers what was asked last', async () => {
  const { list, clock, questions, names } = start()
  void list.refresh()
  list.search('plan')
  await clock.advance(TYPING_MS)
  questions[1]?.answer(page(['plan']))
  await settle()
  questions[0]?.answer(page(['old']))
  await settle()
  expect(names()).toEqual(['plan'])
  expect(questions[0]?.signal.aborted).toBe(true)
})

test('what is renamed or deleted here shows at once', async () => {
  const { list, names, answer } = start()
  void list.refresh()
  await answer(page(['a', 'b']))
  list.retitled('a', 'Plan')
  list.removed('b')
  list.removed('never there')
  expect(names()).toEqual(['a'])
  expect(list.get()).toMatchObject({ documents: [{ title: 'Plan' }], total: 8 })
})

test.each([
  ['refused', 'refused'],
  ['not-there', 'refused'],
  ['failed', 'failed'],
] as const)('a server whose answer is %s has no list: %s', async (is, state) => {
  const { list, names, answer } = start()
  void list.refresh()
  await answer({ is })
  expect(names()).toBe(state)
})

test('nothing is asked after the end', async () => {
  const { list, clock, questions } = start()
  list.search('plan')
  list.stop()
  await clock.advance(10_000)
  expect(questions).toHaveLength(0)
})
