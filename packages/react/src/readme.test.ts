import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as react from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('README', () => {
  it('names every export, and each hook in the table or in a section of its own', () => {
    const rows = [...readme.matchAll(/^\| `(use\w+)/gm)].map(([, name]) => name)
    const hooks = Object.keys(react).filter((name) => name.startsWith('use'))
    expect(new Set([...rows, 'useWeftProvider'])).toEqual(new Set(hooks))
    for (const name of Object.keys(react)) expect(readme).toContain(name)
  })
})
