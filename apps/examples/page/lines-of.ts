import { readFileSync } from 'node:fs'
import type { Example } from '../examples.ts'

/** How many lines an example's code has, imports and blank lines included. */
export interface Lines {
  /** Of its first file, which brings the provider and the editor together. */
  readonly wiring: number
  readonly all: number
}

export function linesOf({ folder, files }: Example): Lines {
  const counts = files
    .map((file) => readFileSync(new URL(`../${folder}/${file}`, import.meta.url), 'utf8'))
    .map((source) => source.trimEnd().split('\n').length)
  return { wiring: counts[0] ?? 0, all: counts.reduce((sum, count) => sum + count, 0) }
}
