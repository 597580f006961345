import type { CollabAwareness } from '../collab-awareness.ts'
import type { Warn } from './warning.ts'

/**
 * Warns when the own `user.color` is no `#rrggbb`. Not of a `color` beside `user`: Lexical has any CSS colour there.
 *
 * @returns What ends it.
 */
export function watchColor(awareness: CollabAwareness, warn: Warn): () => void {
  const look = () => {
    const color = colorIn(awareness.getLocalState())
    if (color === undefined || /^#[0-9a-f]{6}$/i.test(color)) return
    warn({
      name: 'colour that is not hexadecimal',
      problem: `The user's colour in the awareness state is "${color}". Carets and selections of this user will have wrong colours or none: editors add transparency to it.`,
      remedy: 'Give it as #rrggbb, e.g. "#30bced".',
    })
  }
  look()
  awareness.on('change', look)
  return () => awareness.off('change', look)
}

function colorIn(state: { readonly [name: string]: unknown } | null): string | undefined {
  const { user }: { user?: unknown } = state ?? {}
  const { color }: { color?: unknown } = typeof user === 'object' && user !== null ? user : {}
  return typeof color === 'string' ? color : undefined
}
