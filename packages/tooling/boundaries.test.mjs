import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { violationsIn } from './boundaries.mjs'
import { inRepository } from './repository.mjs'

const boundaries = JSON.parse(readFileSync(inRepository('boundaries.json'), 'utf8'))
const check = (file, source) => violationsIn(file, source, boundaries)

describe('a wrong arrow fails', () => {
  test.each([
    ['a core imports its shell', 'packages/server/src/core/room.ts', `import '../node/socket.ts'`],
    ['a core imports Node', 'packages/server/src/core/room.ts', `import { on } from 'node:events'`],
    ['a core imports ws', 'packages/server/src/core/room.ts', `import WebSocket from 'ws'`],
    [
      'the provider imports the server',
      'packages/provider/src/provider.ts',
      `import { createServer } from '@weft/server'`,
    ],
    [
      'the server imports the provider, for a type alone',
      'packages/server/src/node/server.ts',
      `import type { WeftProvider } from '@weft/provider'`,
    ],
    ['storage imports yjs', 'packages/storage/src/memory-storage.ts', `import * as Y from 'yjs'`],
    [
      'storage re-exports yjs',
      'packages/storage/src/memory-storage.ts',
      `export { Doc } from 'yjs'`,
    ],
    [
      'storage names a type of yjs',
      'packages/storage/src/memory-storage.ts',
      `let doc: import('yjs').Doc`,
    ],
    [
      'a package loads another when it runs',
      'packages/protocol/src/message.ts',
      `await import('yjs')`,
    ],
    [
      'a package reaches into another by path',
      'packages/provider/src/provider.ts',
      `import '../../server/src/core/limits.ts'`,
    ],
    [
      'an import hides what it imports',
      'packages/protocol/src/message.ts',
      `await import('y' + 'js')`,
    ],
    ['the server’s sources import vitest', 'packages/server/src/core/room.ts', `import 'vitest'`],
  ])('%s', (_, file, source) => {
    expect(check(file, source)).toHaveLength(1)
  })

  test('the line is named', () => {
    const [line] = check('packages/storage/src/a.ts', `\n\nimport 'yjs'`)
    expect(line).toContain('packages/storage/src/a.ts:3 imports "yjs"')
  })

  test('a folder that nobody listed', () => {
    expect(check('packages/novel/src/index.ts', '')).toHaveLength(1)
  })
})

describe('a right arrow passes', () => {
  test.each([
    ['packages/server/src/node/server.ts', `import { Room } from '../core/room.ts'`],
    ['packages/server/src/core/room.ts', `import { Writer } from './writer.ts'`],
    ['packages/protocol/src/wire.ts', `import * as decoding from 'lib0/decoding'`],
    ['packages/provider/src/provider.ts', `import { Awareness } from 'y-protocols/awareness'`],
    ['packages/server/src/core/room.test.ts', `import { test } from 'vitest'`],
    ['apps/server/src/main.ts', `import { openLevelStorage } from '@weft/storage-level'`],
    ['apps/editor/src/editor.tsx', `import { Editor } from '@tiptap/core'`],
  ])('%s: %s', (file, source) => {
    expect(check(file, source)).toEqual([])
  })
})
