import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { StartProblem } from '../start-problem.ts'
import { requireOwner } from './require-owner.ts'

const data = await mkdtemp(join(tmpdir(), 'weft-owner-'))
afterAll(() => rm(data, { recursive: true }))

test('root may begin a data folder', async () => {
  expect(await requireOwner(join(data, 'nowhere'), 0)).toBeUndefined()
  expect(await requireOwner(data, 0)).toBeUndefined()
})

test('what another user began root may not open, and is told who may', async () => {
  await writeFile(join(data, 'weft.json'), '{}')
  const others = process.getuid?.() || 1234
  if (process.getuid?.() === 0) await chown(join(data, 'weft.json'), others, others)
  await expect(requireOwner(data, 0)).rejects.toThrow(StartProblem)
  await expect(requireOwner(data, 0)).rejects.toThrow(`sudo -u '#${others}'.`)
  await requireOwner(data, others)
})
