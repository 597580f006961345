import { describe, expect, it } from 'vitest'
import { checkDocumentPath, checkServerUrl, documentUrl } from './document-url.ts'

describe('the URL of a document', () => {
  it.each([
    ['http://localhost:1234', 'ws://localhost:1234'],
    ['HTTPS://host/', 'wss://host'],
  ])('may be given as a page has it: %s', (serverUrl, expected) => {
    expect(checkServerUrl(serverUrl)).toBe(expected)
  })

  it.each([
    ['ws://host', 'doc', {}, 'ws://host/doc'],
    ['wss://host:1234/base///', 'a/b', {}, 'wss://host:1234/base/a/b'],
    ['ws://host', 'my room', { a: 'b c', d: '&' }, 'ws://host/my%20room?a=b%20c&d=%26'],
    ['ws://host', 'what?#100%', {}, 'ws://host/what%3F%23100%25'],
    ['ws://host', 'größe', {}, 'ws://host/größe'],
  ])('[P45] of %s and %s is escaped where a URL parser would take it for its own', (...row) => {
    const [serverUrl, name, params, expected] = row

    expect(documentUrl(checkServerUrl(serverUrl), checkDocumentPath(name), params)).toBe(expected)
  })

  it.each(['doc', 'a b', 'a/b', '/a/', 'a?b#c', '50%', 'tail ', 'a\\b', 'größe', '日本'])(
    '[P42] is taken by a URL parser to mean the document %j',
    (name) => {
      const { pathname, search, hash } = new URL(
        documentUrl('ws://host', checkDocumentPath(name), {}),
      )

      expect(decodeURIComponent(pathname.slice(1))).toBe(name)
      expect(search + hash).toBe('')
    },
  )
})
