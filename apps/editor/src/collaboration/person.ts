import { type HexColor, palette, parseColor } from './color.ts'

/** Who somebody says they are, made safe to show. */
export interface Person {
  readonly name: string
  readonly color: HexColor
}

/** The longest name that is shown or published, in characters. */
export const MAX_NAME_LENGTH = 40

// Control, format and invisible characters: direction overrides and zero-width ones make a name lie about itself.
// The joiner is kept, because emoji are built with it.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const JOINER = '\u200d'

/** A name as it may be shown: one line, nothing invisible, not too long. Undefined when nothing is left of it. */
export function cleanName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const visible = value
    .slice(0, 10 * MAX_NAME_LENGTH)
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, (char) => (char === JOINER ? char : ''))
    .trim()
  const short = [...visible].slice(0, MAX_NAME_LENGTH).join('').trim()
  return short.replaceAll(JOINER, '') === '' ? undefined : short
}

/**
 * Reads an awareness state, which a peer may have filled with anything. Understands the fields of the other editor
 * bindings too: `user` (ProseMirror, CodeMirror, Quill), top-level `name` and `color` (Lexical), `data` (Slate).
 */
export function personFrom(state: unknown, clientId: number): Person {
  const { name, color } = saidOf(state)
  return {
    name: cleanName(name) ?? 'Somebody',
    color: parseColor(color) ?? fallbackColor(clientId),
  }
}

/** Name and color just as a peer has written them: to compare, not to show. */
export function saidOf(state: unknown): { readonly name: unknown; readonly color: unknown } {
  const fields = field(state, 'user') ?? (field(state, 'name') ? state : field(state, 'data'))
  return { name: field(fields, 'name'), color: field(fields, 'color') }
}

/**
 * Whether somebody has said anything of themselves yet. Every awareness begins empty and is seen so for a moment, and a
 * program that only listens stays so.
 */
export function isIntroduced(state: unknown): boolean {
  return ['user', 'name', 'data', 'cursor'].some((name) => field(state, name) !== undefined)
}

/** A property of something that may not even be an object. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

function fallbackColor(clientId: number): HexColor {
  return palette[clientId % palette.length]?.color ?? palette[0].color
}
