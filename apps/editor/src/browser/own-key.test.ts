import { expect, test } from 'vitest'
import { ownKey } from './own-key.ts'

test('a server at the root keeps things where they always were, others each by themselves', () => {
  expect(ownKey('weft.recent', '/')).toBe('weft.recent')
  expect(ownKey('weft.recent', '/team/weft/')).toBe('weft.recent/team/weft/')
})
