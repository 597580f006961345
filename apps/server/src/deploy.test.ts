import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startExitCodes } from './start-problem.ts'

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

const manifest: unknown = JSON.parse(read('package.json'))
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : ''

test.each(['deploy/Dockerfile', 'deploy/weft.service', '../docs/operator/running.md'])(
  '%s names the tarball of this version',
  (file) => {
    const named = [...read(file).matchAll(/weft-(\d[\w.]*)\.tgz/g)].map(([, each]) => each)
    expect(named.length).toBeGreaterThan(0)
    expect([...new Set(named)]).toEqual([version])
  },
)

test('the image’s label has this version', () => {
  expect(read('deploy/Dockerfile')).toContain(`org.opencontainers.image.version="${version}"`)
})

test('the image has the oldest Node or a later one, and one major version of it', () => {
  const [, major] = /^ARG NODE_IMAGE=node:(\d+)-/m.exec(read('deploy/Dockerfile')) ?? []
  expect(Number(major)).toBeGreaterThanOrEqual(20)
})

test('systemd tries again only what may be otherwise by then, and the guide says so', () => {
  const { surroundings, ...lasting } = startExitCodes
  const [, prevented = ''] =
    /^RestartPreventExitStatus=(.*)$/m.exec(read('deploy/weft.service')) ?? []
  const codes = prevented.split(' ').map(Number)
  expect(codes).not.toContain(surroundings)
  expect(new Set(codes)).toEqual(new Set([2, ...Object.values(lasting)]))
  const guide = read('../docs/operator/running.md')
  for (const code of [0, surroundings, ...codes])
    expect(guide).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
})
