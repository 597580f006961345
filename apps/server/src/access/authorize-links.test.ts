import { randomBytes } from 'node:crypto'
import { allowEveryone, type Action, type Requester } from '@weft/server'
import { expect, test } from 'vitest'
import { MemoryArea } from './area.test-support.ts'
import { authorizeLinks } from './authorize-links.ts'
import { linkName } from './link-name.ts'
import { named } from './named.test-support.ts'
import { ViewLinks, type StoredLink } from './view-links.ts'

const who: Requester = { token: undefined, headers: {}, address: '192.0.2.1' }
const links = new ViewLinks(new MemoryArea<StoredLink>(), () =>
  randomBytes(20).toString('base64url'),
)
const { id } = await links.create(named('the plan'), 1)
// Whoever comes is allowed everything, so that what is refused is refused for the name's sake.
const authorize = authorizeLinks(allowEveryone, links)

const everythingButRead: Action[] = ['write', 'list', 'create', 'delete', 'upload']

test('by a link its document can be read, without being seen', async () => {
  expect(await authorize(who, 'read', named(linkName(id)))).toEqual({
    allowed: true,
    document: 'the plan',
    isHidden: true,
  })
})

test.each(everythingButRead)('nobody may %s by a link, whoever it is', async (action) => {
  const answer = await authorize(who, action, named(linkName(id)))
  expect(answer).toMatchObject({ allowed: false, because: 'forbidden' })
  expect(JSON.stringify(answer)).not.toContain('the plan')
})

const other = randomBytes(20).toString('base64url')

test.each<[string, string]>([
  ['a link that is unknown', linkName(other)],
  ['a part of a link', linkName(id).slice(0, -3)],
  ['more than a link', `${linkName(id)}/x`],
  ['an address of ours', '_weft/documents'],
  ['a link with a slash too many', `/${linkName(id)}`],
])('%s is no document: nothing is read, written or made there', async (_, name) => {
  for (const action of ['read', ...everythingButRead] as const)
    expect(await authorize(who, action, named(name))).toMatchObject({ allowed: false })
})

test('what is no link is somebody else’s to decide', async () => {
  expect(await authorize(who, 'write', named('notes'))).toEqual({ allowed: true })
  expect(await authorize(who, 'list', undefined)).toEqual({ allowed: true })
})

test('where everybody may write no link works, and the words say why', async () => {
  const open = authorizeLinks(allowEveryone, undefined)
  const answer = await open(who, 'read', named(linkName(id)))
  expect(answer).toMatchObject({ allowed: false, reason: expect.stringContaining('password') })
})

test('all words fit into a close frame', async () => {
  const open = authorizeLinks(allowEveryone, undefined)
  const names = [linkName(id), linkName(other), '_weft/x'].map(named)
  for (const name of names)
    for (const each of [authorize, open]) {
      const answer = await each(who, 'write', name)
      expect(Buffer.byteLength(answer.allowed ? '' : answer.reason)).toBeLessThanOrEqual(123)
    }
})
