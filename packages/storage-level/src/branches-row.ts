import type { LogBranch } from '@weft/storage'

import type { Write } from './database.ts'
import { branchesKey } from './keys.ts'
import { parseJson } from './parse-json.ts'
import { sealJson, unseal } from './row.ts'

/** More than that were forgotten: 1,000 restarts, some 60 KB. */
const MAX_BRANCHES = 1000

/** The row with one more branch, of which this is the first record. */
export function addBranch(
  document: string,
  branches: readonly LogBranch[],
  branch: LogBranch,
): Write {
  const all = [...branches, branch].slice(-MAX_BRANCHES)
  const key = branchesKey(document)
  return {
    key,
    value: sealJson(
      key,
      all.map(({ name, fromSequence }) => [name, fromSequence]),
    ),
  }
}

/** Empty for a row that cannot be trusted: then nothing is known of what came before. */
export function decodeBranches(document: string, row: Uint8Array): readonly LogBranch[] {
  const unsealed = unseal(branchesKey(document), row)
  if (!unsealed.whole) return []
  const list = parseJson(new TextDecoder().decode(unsealed.body))
  return Array.isArray(list) ? list.flatMap(branchOf) : []
}

function branchOf(value: unknown): readonly LogBranch[] {
  if (!Array.isArray(value)) return []
  const fields: readonly unknown[] = value
  const [name, fromSequence] = fields
  return typeof name === 'string' && typeof fromSequence === 'number'
    ? [{ name, fromSequence }]
    : []
}
