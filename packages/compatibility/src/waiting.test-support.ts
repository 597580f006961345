import type { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'

/** Calls `look` whenever something may have changed, until the returned function is called. */
export type Source = (look: () => void) => () => void

/** How long a wait may take, in milliseconds. Only a guard: what is awaited comes by an event. */
const GUARD_MS = 20_000

/** Resolves as soon as the condition holds, which is looked at whenever a source has something to tell. */
export async function until(
  what: string,
  condition: () => boolean,
  ...sources: readonly Source[]
): Promise<void> {
  if (condition()) return
  const stops: (() => void)[] = []
  let guard: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      guard = setTimeout(() => reject(new Error(`Waited in vain until ${what}`)), GUARD_MS)
      const look = () => {
        if (condition()) resolve()
      }
      for (const source of sources) stops.push(source(look))
      look()
    })
  } finally {
    clearTimeout(guard)
    for (const stop of stops) stop()
  }
}

export function editsOf(doc: Doc): Source {
  return (look) => {
    doc.on('update', look)
    return () => doc.off('update', look)
  }
}

export function presenceOf(awareness: Awareness): Source {
  return (look) => {
    awareness.on('update', look)
    return () => awareness.off('update', look)
  }
}

/** The text that the tests type into. */
export function textOf({ doc }: { readonly doc: Doc }): string {
  return doc.getText('text').toString()
}

/** Appends to the text. */
export function type({ doc }: { readonly doc: Doc }, words: string): void {
  const text = doc.getText('text')
  text.insert(text.length, words)
}

/** Resolves when the client's text is `expected`. */
export function reads(client: { readonly doc: Doc }, expected: string): Promise<void> {
  return until(
    `a client reads "${expected}"`,
    () => textOf(client) === expected,
    editsOf(client.doc),
  )
}

/** Resolves when the client knows that `other` has the given name, or with undefined that it is not there. */
export function sees(
  client: { readonly awareness: Awareness },
  other: { readonly awareness: Awareness },
  name: string | undefined,
): Promise<void> {
  return until(
    `a client is seen as ${name ?? 'gone'}`,
    () => nameSeenBy(client, other) === name,
    presenceOf(client.awareness),
  )
}

export function nameSeenBy(
  client: { readonly awareness: Awareness },
  other: { readonly awareness: Awareness },
): string | undefined {
  const name: unknown = client.awareness.getStates().get(other.awareness.clientID)?.['name']
  return typeof name === 'string' ? name : undefined
}
