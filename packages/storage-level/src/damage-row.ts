import type { Damage } from '@weft/storage'

import { damageKey } from './keys.ts'
import { parseJson } from './parse-json.ts'
import { sealJson, unseal } from './row.ts'

export type DamageRow =
  | { readonly whole: true; readonly damage: readonly Damage[] }
  | { readonly whole: false; readonly why: string }

export function encodeDamage(document: string, damage: readonly Damage[]): Uint8Array {
  return sealJson(damageKey(document), damage)
}

export function decodeDamage(key: Uint8Array, row: Uint8Array): DamageRow {
  const unsealed = unseal(key, row)
  if (!unsealed.whole) return unsealed
  const list = parseJson(new TextDecoder().decode(unsealed.body))
  return { whole: true, damage: Array.isArray(list) ? list.filter(isDamage) : [] }
}

function isDamage(value: unknown): value is Damage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'fromSequence' in value &&
    typeof value.fromSequence === 'number' &&
    'toSequence' in value &&
    typeof value.toSequence === 'number' &&
    'what' in value &&
    typeof value.what === 'string' &&
    (!('index' in value) || typeof value.index === 'number')
  )
}
