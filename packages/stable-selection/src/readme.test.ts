import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as stable from './index.ts'
import * as tiptap from './tiptap.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README shows everything that there is to import', () => {
  for (const name of [...Object.keys(stable), ...Object.keys(tiptap)]) {
    expect(readme).toMatch(new RegExp(`import {[^}]*\\b${name}\\b[^}]*} from`))
  }
})
