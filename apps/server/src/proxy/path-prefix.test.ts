import { describe, expect, test } from 'vitest'
import { textAnswer } from '../answer.ts'
import { answerAbove, pageAbove, targetBelow } from './path-prefix.ts'

describe('a request below the prefix', () => {
  test.for([
    ['/weft/', '/'],
    ['/weft/d/notes?x=/weft/', '/d/notes?x=/weft/'],
    ['/weft/healthz', '/healthz'],
    ['/healthz', '/healthz'],
    ['/readyz', '/readyz'],
    ['/weft', undefined],
    ['/weftless/d/notes', undefined],
    ['/d/notes', undefined],
    ['/', undefined],
  ] as const)('%s asks for %s', ([target, inner]) => {
    expect(targetBelow(target, '/weft/')).toBe(inner)
  })

  test('is every request where there is none', () => {
    expect(targetBelow('/d/notes', '/')).toBe('/d/notes')
  })
})

describe('an answer', () => {
  const above = (headers: Record<string, string>) =>
    answerAbove(textAnswer(200, '', headers), '/weft/').headers

  test('leads below the prefix, and its cookies and files are for what is there', () => {
    expect(above({ Location: '/_weft/sign-in?to=%2Fd%2Fx' })).toEqual({
      Location: '/weft/_weft/sign-in?to=%2Fd%2Fx',
    })
    expect(above({ 'Set-Cookie': 'weft=a; Path=/; HttpOnly' })).toEqual({
      'Set-Cookie': 'weft=a; Path=/weft/; HttpOnly',
    })
    expect(above({ Link: '</_weft/a.js>; rel=preload, </_weft/b.js>; rel=preload' })).toEqual({
      Link: '</weft/_weft/a.js>; rel=preload, </weft/_weft/b.js>; rel=preload',
    })
    expect(above({ 'Service-Worker-Allowed': '/d/' })).toEqual({
      'Service-Worker-Allowed': '/weft/d/',
    })
  })

  test('leads elsewhere as it stands', () => {
    expect(above({ Location: 'https://app.example/' })).toEqual({
      Location: 'https://app.example/',
    })
    expect(above({ Location: '//app.example/' })).toEqual({ Location: '//app.example/' })
  })

  test('that is a page of ours names files below the prefix, and nothing that somebody wrote is changed', () => {
    const html = '<a href="/_weft/a">/d/x</a><input value="/d/x"><img src="//elsewhere/b">'
    expect(pageAbove(html, '/weft/')).toBe(
      '<a href="/weft/_weft/a">/d/x</a><input value="/d/x"><img src="//elsewhere/b">',
    )
  })
})
