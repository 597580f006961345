import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SeededRandom } from '@weft/testkit'

/** The kinds of files that a data folder has. */
export const FILE_KINDS = {
  log: /^\d+\.log$/,
  table: /^\d+\.ldb$/,
  manifest: /^MANIFEST-/,
  current: /^CURRENT$/,
  sentinel: /^weft\.json$/,
} as const
export type FileKind = keyof typeof FILE_KINDS

export const DAMAGES = ['a flipped byte', 'a lost end', 'nothing left', 'a lost file'] as const
export type Damage = (typeof DAMAGES)[number]

/** Damages one file of a data folder that nobody has open. Returns what was done, in words. */
export async function damageFile(
  data: string,
  kind: FileKind,
  damage: Damage,
  random: SeededRandom,
): Promise<string> {
  const path = random.pick(await filesOf(data, kind))
  const name = path.slice(data.length + 1)
  switch (damage) {
    case 'a flipped byte': {
      const bytes = await readFile(path)
      const at = random.below(bytes.length)
      const mask = 1 + random.below(255)
      bytes[at] = (bytes[at] ?? 0) ^ mask
      await writeFile(path, bytes)
      return `byte ${at} of ${bytes.length} of ${name} flipped by ${mask}`
    }
    case 'a lost end': {
      const { size } = await stat(path)
      const left = 1 + random.below(size - 1)
      await truncate(path, left)
      return `${name} cut from ${size} to ${left} bytes`
    }
    case 'nothing left':
      await truncate(path, 0)
      return `${name} emptied`
    case 'a lost file':
      await rm(path)
      return `${name} deleted`
  }
}

/** Files that hold something. */
async function filesOf(data: string, kind: FileKind): Promise<readonly string[]> {
  const folder = kind === 'sentinel' ? data : join(data, 'db')
  const names = (await readdir(folder)).filter((name) => FILE_KINDS[kind].test(name))
  const paths = names.map((name) => join(folder, name))
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  return paths.filter((_, index) => (sizes[index] ?? 0) > 1)
}
