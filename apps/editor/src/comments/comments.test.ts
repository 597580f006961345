import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Anchor } from './anchor.ts'
import { Comments } from './comments.ts'
import { MAX_THREADS, readThreads, threadsMap } from './read-threads.ts'
import { MAX_QUOTE_LENGTH } from './thread.ts'

const ada = { id: 'ada', name: 'Ada', color: '#c84341' } as const
const anchor: Anchor = {
  first: Y.createID(1, 0),
  last: Y.createID(1, 4),
  quote: { text: 'hello', before: '', after: '' },
}
const remark = (text: string, atMs = 1) => ({ text, atMs, author: ada })

function sync(...docs: readonly Y.Doc[]): void {
  for (const from of [...docs, ...docs]) {
    for (const to of docs) {
      if (from === to) continue
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
    }
  }
}

/** What was said, a list for each thread: `text`, or `-` where a comment was deleted. */
function said(doc: Y.Doc): readonly (readonly string[])[] {
  return readThreads(doc).map(({ comments }) =>
    comments.map(({ content }) => (content.kind === 'text' ? content.text : '-')),
  )
}

function twoDocs() {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  const [here, there] = [new Comments(one), new Comments(other)]
  here.begin('t', anchor, 'hello', remark('Why?'))
  sync(one, other)
  return { one, other, here, there }
}

test('of many comments that change at once, each is found without counting those before it', () => {
  const { one, other, here, there } = twoDocs()
  here.reply('t', remark('So.'))
  sync(one, other)
  const counting = vi.spyOn(Y.YEvent.prototype, 'path', 'get')
  one.transact(() => {
    for (const { id } of here.get()[0]?.comments ?? []) here.edit('t', id, 'not hers')
  })
  sync(one, other)
  expect(said(other)).toEqual([['not hers', 'not hers']])
  expect(there.get()).toEqual(readThreads(other))
  expect(counting).not.toHaveBeenCalled()
  counting.mockRestore()
})

test('a thread is read as it was written, by anybody', () => {
  const { other, there } = twoDocs()
  expect(there.get()).toEqual(readThreads(other))
  expect(there.get()).toMatchObject([
    {
      id: 't',
      anchor,
      quote: 'hello',
      resolution: undefined,
      comments: [
        { author: ada, atMs: 1, content: { kind: 'text', text: 'Why?', isEdited: false } },
      ],
    },
  ])
})

test('two replies at the same time are both there', () => {
  const { one, other, here, there } = twoDocs()
  here.reply('t', remark('Because.'))
  there.reply('t', remark('Why not?'))
  sync(one, other)
  expect(said(one)).toEqual(said(other))
  expect(said(one)[0]?.toSorted()).toEqual(['Because.', 'Why not?', 'Why?'])
})

test('a reply that the one who resolves has not seen leaves the thread open', () => {
  const { one, other, here, there } = twoDocs()
  here.resolve('t', ada, 2)
  expect(here.get()[0]?.resolution).toEqual({ by: ada, atMs: 2 })
  there.reply('t', remark('Wait.'))
  sync(one, other)
  for (const comments of [here, there]) expect(comments.get()[0]?.resolution).toBeUndefined()
  there.resolve('t', ada, 3)
  sync(one, other)
  expect(here.get()[0]?.resolution?.atMs).toBe(3)
  here.reopen('t')
  sync(one, other)
  expect(there.get()[0]?.resolution).toBeUndefined()
})

test('a thread that is deleted while somebody answers is still there, with the answer', () => {
  const { one, other, here, there } = twoDocs()
  const [thread] = here.get()
  here.remove('t', thread?.comments.map(({ id }) => id) ?? [])
  expect(here.get()).toEqual([])
  there.reply('t', remark('I just wrote this.'))
  sync(one, other)
  for (const doc of [one, other]) expect(said(doc)).toEqual([['-', 'I just wrote this.']])
})

test('what was deleted can be put back, and until then its words are nowhere in the document', () => {
  const { one, here } = twoDocs()
  const restore = here.remove('t', [here.get()[0]?.comments[0]?.id ?? ''])
  expect(JSON.stringify(threadsMap(one).toJSON())).not.toContain('Why?')
  restore()
  expect(said(one)).toEqual([['Why?']])
})

test('an edit shows as one', () => {
  const { one, other, here, there } = twoDocs()
  here.edit('t', here.get()[0]?.comments[0]?.id ?? '', 'How?')
  sync(one, other)
  expect(there.get()[0]?.comments[0]?.content).toEqual({
    kind: 'text',
    text: 'How?',
    isEdited: true,
  })
})

test('threads that did not change are the same objects, so that only what changed is drawn anew', () => {
  const { here } = twoDocs()
  here.begin('u', anchor, 'hello', remark('Second', 2))
  const [first, second] = here.get()
  here.reply('u', remark('Third', 3))
  expect(here.get()[0]).toBe(first)
  expect(here.get()[1]).not.toBe(second)
})

type Act = { readonly who: number; readonly what: number; readonly on: number }

test('whatever three people do at once, they end with the same, and no reply is lost', () => {
  const act = fc.record({ who: fc.nat(2), what: fc.nat(6), on: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
      const people = docs.map((doc) => new Comments(doc))
      const written = new Set<string>()
      const deleted = new Set<string>()
      for (const [index, each] of acts.entries()) play(each, index, docs, people, written, deleted)
      sync(...docs)
      const [first, second, third] = docs.map(said)
      expect(second).toEqual(first)
      expect(third).toEqual(first)
      for (const [index, comments] of people.entries()) {
        expect(comments.get()).toEqual(readThreads(docs[index] ?? new Y.Doc()))
      }
      const left = new Set(first?.flat())
      for (const text of written) expect(left.has(text)).toBe(!deleted.has(text))
    }),
  )
})

function play(
  { who, what, on }: Act,
  index: number,
  docs: readonly Y.Doc[],
  people: readonly Comments[],
  written: Set<string>,
  deleted: Set<string>,
): void {
  const [comments, doc] = [people[who], docs[who]]
  const next = docs[(who + 1) % docs.length]
  if (!comments || !doc || !next) return
  const threads = comments.get()
  const thread = threads[on % Math.max(1, threads.length)]
  const text = `text ${index}`
  if (what === 0 || !thread) {
    comments.begin(`t${index}`, anchor, 'hello', remark(text, index))
    written.add(text)
  } else if (what <= 2) {
    comments.reply(thread.id, remark(text, index))
    written.add(text)
  } else if (what === 3) {
    comments.resolve(thread.id, ada, index)
  } else if (what === 4) {
    comments.reopen(thread.id)
  } else if (what === 5) {
    const texts = thread.comments.flatMap(({ content }) =>
      content.kind === 'text' ? [content.text] : [],
    )
    comments.remove(
      thread.id,
      thread.comments.map(({ id }) => id),
    )
    for (const each of texts) deleted.add(each)
  } else {
    sync(doc, next)
  }
}

const nonsense: readonly (readonly [string, (map: Y.Map<unknown>, doc: Y.Doc) => void])[] = [
  [
    'plain values',
    (map) =>
      [1, 'x', null, [1], { a: 1 }, new Uint8Array(3)].forEach((value, index) =>
        map.set(`n${index}`, value),
      ),
  ],
  [
    'other types',
    (map) => {
      map.set('text', new Y.Text('x'))
      map.set('array', new Y.Array())
      map.set('xml', new Y.XmlElement('p'))
      map.set('empty', new Y.Map())
    },
  ],
  [
    'a name that is none',
    (map) => {
      for (const id of ['', '"><b>', 'x'.repeat(65), '__proto__ ', 'a b'])
        map.set(id, threadWith({}))
    },
  ],
  ['a thread without comments', (map) => map.set('x', threadWith({ comments: Y.Array.from([]) }))],
  [
    'comments of a wrong kind',
    (map) => map.set('x', threadWith({ comments: Y.Array.from([1, 'x', null, { text: 'x' }]) })),
  ],
  [
    'a text that is none',
    (map) =>
      map.set('x', threadWith({ comments: Y.Array.from([new Y.Map([['text', { a: 1 }]])]) })),
  ],
  [
    'nothing but invisible signs',
    (map) =>
      map.set(
        'x',
        threadWith({ comments: Y.Array.from([new Y.Map([['text', ' \u202e\u200b ']])]) }),
      ),
  ],
  [
    'a list instead of the map',
    (_map, doc) => {
      const peer = new Y.Doc()
      peer.getArray('comments').push(['x', 1])
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(peer))
    },
  ],
]

test.each(nonsense)('%s in the map are no threads', (_what, put) => {
  const doc = new Y.Doc()
  const comments = new Comments(doc)
  put(threadsMap(doc), doc)
  expect(comments.get()).toEqual([])
  expect(readThreads(doc)).toEqual([])
  comments.begin('t', anchor, 'hello', remark('Still works'))
  expect(said(doc)).toEqual([['Still works']])
})

test('fields of a wrong kind are passed over, and the rest of the thread is read', () => {
  const doc = new Y.Doc()
  const comment = new Y.Map<unknown>([
    ['text', 'Hi\u202e there\u0000'],
    ['at', Number.NaN],
    ['author', { id: 7, name: '<b>\u202ex</b>'.repeat(50), color: 'url(x)' }],
  ])
  threadsMap(doc).set(
    'x',
    threadWith({
      anchor: { start: { item: { client: -1, clock: 'x' } }, end: [] },
      quote: 'q'.repeat(10_000_000),
      resolved: { seen: '9', by: null },
      comments: Y.Array.from([comment]),
    }),
  )
  const [thread] = readThreads(doc)
  expect(thread?.anchor).toBeUndefined()
  expect(thread?.quote).toHaveLength(MAX_QUOTE_LENGTH)
  expect(thread?.resolution).toBeUndefined()
  expect(thread?.comments[0]).toMatchObject({
    atMs: 0,
    author: { id: '', color: '#c84341' },
    content: { kind: 'text', text: 'Hi there' },
  })
  expect([...(thread?.comments[0]?.author.name ?? '')].length).toBeLessThanOrEqual(40)
})

test('a hundred thousand threads and texts of ten megabytes cost no more than what is shown of them', () => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let index = 0; index < 100_000; index += 1) threadsMap(doc).set(`n${index}`, index)
    const text = 'x'.repeat(10_000_000)
    for (let index = 0; index < 2 * MAX_THREADS; index += 1) {
      const comments = Y.Array.from([new Y.Map([['text', index === 0 ? text : 'x']])])
      threadsMap(doc).set(`t${index}`, threadWith({ comments }))
    }
  })
  const comments = new Comments(doc)
  expect(comments.get()).toHaveLength(MAX_THREADS)
  expect(said(doc)[0]?.[0]?.length).toBeLessThan(5_000)
  comments.reply('t5', remark('More'))
  expect(comments.get()).toHaveLength(MAX_THREADS)
})

function threadWith(fields: Readonly<Record<string, unknown>>): Y.Map<unknown> {
  return new Y.Map(Object.entries({ quote: '', ...fields }))
}
