import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inRepository } from './repository.mjs'
import { workspaces } from './workspaces.mjs'

// `npm start` installs nothing that only tests need.
const builds = workspaces()
  .map(({ folder }) => `${folder}/tsconfig.json`)
  .filter((path) => existsSync(inRepository(path)))
  .map((path) => [path, JSON.parse(readFileSync(inRepository(path), 'utf8')).exclude ?? []])
  .filter(([, exclude]) => exclude.includes('src/**/*.test.ts'))

test('the builds are found', () => {
  expect(builds.map(([path]) => path)).toContain('apps/editor/tsconfig.json')
})

test.each(builds)('%s compiles nothing that supports tests', (_, exclude) => {
  expect(exclude).toContain('src/**/*.test-support.ts')
})
