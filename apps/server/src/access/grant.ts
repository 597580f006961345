import type { DocumentName } from '@weft/protocol'
import type { Action } from '@weft/server'
import { NamePattern } from './name-pattern.ts'

/** Which documents somebody may do what with. */
export interface Grant {
  readonly read: readonly NamePattern[]
  /** Also to read them, to create them, and to put pictures into them. */
  readonly write: readonly NamePattern[]
  /** To delete and to restore. Who may only delete a document may not read it. */
  readonly delete: readonly NamePattern[]
  /** Whether to ask for a list, which then shows what may be read. */
  readonly mayList: boolean
}

export type ReadGrant =
  | { readonly ok: true; readonly grant: Grant }
  /** Why it is none: goes on from "the claim …". */
  | { readonly ok: false; readonly problem: string }

/**
 * Reads e.g. `{ "read": ["notes/*"], "write": ["notes/today"], "delete": [], "list": true }`. All keys may be left out; a
 * key that is none of these is a mistake that somebody should hear of.
 */
export function readGrant(claim: unknown): ReadGrant {
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim))
    return no('is not an object such as {"read":["notes/*"]}')
  const entries = new Map<string, unknown>(Object.entries(claim))
  const unknownKey = [...entries.keys()].find((key) => !keys.includes(key))
  if (unknownKey !== undefined)
    return no(`has the key "${unknownKey.slice(0, 20)}", which is none of ${keys.join(', ')}`)
  const [read, write, remove] = ['read', 'write', 'delete'].map((key) =>
    patternsFrom(entries.get(key)),
  )
  if (!read || !write || !remove) return no('must have lists of names in read, write and delete')
  const list = entries.get('list') ?? false
  if (typeof list !== 'boolean') return no('must have true or false in list')
  return { ok: true, grant: { read, write, delete: remove, mayList: list } }
}

/** Whether that is among what was granted. */
export function isGranted(
  grant: Grant,
  action: Action,
  document: DocumentName | undefined,
): boolean {
  if (action === 'list') return grant.mayList
  if (document === undefined) return false
  switch (action) {
    case 'read':
      return mayRead(grant, document)
    case 'write':
    case 'create':
    case 'upload':
      return fits(grant.write, document)
    case 'delete':
      return fits(grant.delete, document)
  }
}

export const mayRead = ({ read, write }: Grant, document: string): boolean =>
  fits(read, document) || fits(write, document)

export const fits = (patterns: readonly NamePattern[], document: string): boolean =>
  patterns.some((pattern) => pattern.matches(document))

/** The patterns in a list of texts; none where there is no list; undefined when it is something else. */
export function patternsFrom(value: unknown): readonly NamePattern[] | undefined {
  if (value === undefined) return []
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((one) => typeof one === 'string')
  return texts.length === value.length ? texts.map((text) => new NamePattern(text)) : undefined
}

const keys = ['read', 'write', 'delete', 'list']

const no = (problem: string): ReadGrant => ({ ok: false, problem })
