import { describe, expect, test } from 'vitest'
import { routeOf } from './route.ts'

describe('with the editor', () => {
  test.each([
    ['/', 'start'],
    ['/?from=mail', 'start'],
    ['/healthz', 'health'],
    ['/readyz', 'readiness'],
    ['/d/notes', 'page'],
    ['/d/team/plans%202026', 'page'],
    ['/split/team/plans%202026', 'page'],
    ['/split/', 'nothing'],
    ['/_weft/documents', 'own'],
    ['/_weft/assets/index-Dk3v.js', 'own'],
    ['/_weft/view/Xk3', 'view'],
    ['/_weft/view/Xk3/more', 'view'],
    ['/_weft/view', 'own'],
    ['/notes', 'document'],
    ['/notes?token=abc', 'document'],
    ['/d', 'document'],
    ['/d/', 'nothing'],
    ['/d/%zz', 'nothing'],
    ['/a/../b', 'nothing'],
    ['/%00', 'nothing'],
    ['*', 'nothing'],
    ['http://localhost/notes', 'nothing'],
    ['', 'nothing'],
  ])('%s is %s', (url, to) => {
    expect(routeOf(url, true).to).toBe(to)
  })

  test('the query of what is below /_weft/ is kept', () => {
    expect(routeOf('/_weft/documents?after=a%3Fb&limit=2', true)).toEqual({
      to: 'own',
      path: 'documents',
      search: 'after=a%3Fb&limit=2',
    })
  })
})

describe('without the editor', () => {
  test.each([
    ['/', 'start'],
    ['/healthz', 'health'],
    ['/d/notes', 'document'],
    ['/split/notes', 'document'],
    ['/_weft/access', 'own'],
    ['/_weft/view/x', 'own'],
  ])('%s is %s', (url, to) => {
    expect(routeOf(url, false).to).toBe(to)
  })
})
