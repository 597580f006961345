import { expect, test } from 'vitest'
import { type Databases, forgetCopies } from './forget-copies.ts'

class MemoryDatabases implements Databases {
  readonly names: Set<string>
  constructor(...names: readonly string[]) {
    this.names = new Set(names)
  }
  databases() {
    return Promise.resolve([...this.names].map((name) => ({ name })))
  }
  deleteDatabase(name: string) {
    const request = new EventTarget()
    queueMicrotask(() => {
      this.names.delete(name)
      request.dispatchEvent(new Event(name.endsWith('open') ? 'blocked' : 'success'))
    })
    return request
  }
}

test('who signs out leaves no document on the device, and takes nothing of other applications', async () => {
  const ours = ['weft:ws://host/notes', 'weft-left:ws://host/notes', 'weft:ws://host/open']
  const databases = new MemoryDatabases(...ours, 'notes', 'weft', 'left:weft:')
  await forgetCopies(databases)
  expect([...databases.names]).toEqual(['notes', 'weft', 'left:weft:'])
})
