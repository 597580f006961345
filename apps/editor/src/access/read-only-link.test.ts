import { expect, test } from 'vitest'
import { ReadOnlyLink } from './read-only-link.ts'

interface Answer {
  readonly status?: number
  readonly body: string
}

function linkOver(answers: Record<string, Answer | Error>) {
  const asked: string[] = []
  const link = new ReadOnlyLink('team/my plan?', 'https://notes.example', async (path, init) => {
    asked.push(`${init.method} ${path}`)
    const answer = answers[init.method]
    if (!answer || answer instanceof Error) throw answer ?? new Error('not expected')
    return new Response(answer.body, { status: answer.status ?? 200 })
  })
  return { asked, link }
}

const there = { body: '{"link":{"path":"/_weft/view/Xk3_-","createdMs":1}}' }
const none = { body: '{"link":null}' }

test('it is asked for, made and stopped', async () => {
  const { link, asked } = linkOver({ GET: none, POST: there, DELETE: none })
  expect(link.get()).toEqual({ is: 'unknown' })
  await link.load()
  expect(link.get()).toEqual({ is: 'none' })
  await link.create()
  expect(link.get()).toEqual({ is: 'there', url: 'https://notes.example/_weft/view/Xk3_-' })
  await link.stop()
  expect(link.get()).toEqual({ is: 'none' })
  const path = '/_weft/links/team/my%20plan%3F'
  expect(asked).toEqual([`GET ${path}`, `POST ${path}`, `DELETE ${path}`])
})

test.each<[string, Answer | Error]>([
  ['no network', new Error('offline')],
  ['a refusal', { status: 403, body: 'no' }],
  ['no JSON', { body: '<html>' }],
  ['no link', { body: '{}' }],
  ['a link to elsewhere', { body: '{"link":{"path":"//evil.example/"}}' }],
  ['a link that does something', { body: '{"link":{"path":"javascript:alert(1)"}}' }],
  ['a link to another page', { body: '{"link":{"path":"/_weft/view/../../d/notes"}}' }],
])('%s is a failure, and can be tried again', async (_, answer) => {
  const { link } = linkOver({ GET: answer, POST: there })
  await link.load()
  expect(link.get()).toEqual({ is: 'failed' })
  await link.create()
  expect(link.get()).toMatchObject({ is: 'there' })
})
