import { readFileSync } from 'node:fs'
import type { Example } from '../examples.ts'

/** How many lines an example's code has, imports and blank lines included. */
export function linesOf({ folder, files }: Example): number {
  return files
    .map((file) => readFileSync(new URL(`../${folder}/${file}`, import.meta.url), 'utf8'))
    .reduce((sum, source) => sum + source.trimEnd().split('\n').length, 0)
}
