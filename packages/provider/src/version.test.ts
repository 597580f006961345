import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CLIENT } from './version.ts'

it('names this package and its version as package.json has them', () => {
  const packageJson = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { name, version }: { name: string; version: string } = JSON.parse(packageJson)

  expect(CLIENT).toBe(`${name}/${version}`)
})
