import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { isReservedName, LINK_ID_BYTES, linkIdIn, linkName, withoutLink } from './link-name.ts'

const id = randomBytes(LINK_ID_BYTES).toString('base64url')

test('a link’s name has its id, of more than 128 bits', () => {
  expect(linkIdIn(linkName(id))).toBe(id)
  expect(LINK_ID_BYTES * 8).toBeGreaterThan(128)
})

test.each([
  ['with a character less', linkName(id).slice(0, -1)],
  ['with a character more', `${linkName(id)}A`],
  ['with a slash more', `${linkName(id)}/`],
  ['with a path', `${linkName(id)}/x`],
  ['without an id', '_weft/view/'],
  ['in capitals', linkName(id).toUpperCase()],
  ['with a slash before', `/${linkName(id)}`],
  ['with several', `//${linkName(id)}`],
  ['of something else', `_weft/other/${id}`],
  ['of nothing', '_weft'],
])('a link %s is none, and no document', (_, name) => {
  expect(linkIdIn(name)).toBeUndefined()
  expect(isReservedName(name)).toBe(true)
})

test.each(['notes', '_weftx', 'my/_weft/view/x', 'd/_weft', 'view', '_', `v/${id}`, id])(
  '%s is a document’s name',
  (name) => {
    expect(isReservedName(name)).toBe(false)
  },
)

test('a log gets no more of a link than tells it from others', () => {
  expect(withoutLink(linkName(id))).toBe(`_weft/view/${id.slice(0, 6)}…`)
  expect(withoutLink(`/${linkName(id)}`)).not.toContain(id)
  expect(withoutLink('notes')).toBe('notes')
})
