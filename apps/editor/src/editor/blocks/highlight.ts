import { common, createLowlight } from 'lowlight'

/** A piece of code that is drawn in a color, by where it is in the text. */
export interface Token {
  readonly from: number
  readonly to: number
  readonly className: string
}

/**
 * In characters. Longer code is left in one color: each piece of color is an element that the browser and ProseMirror go
 * through at every keystroke.
 */
export const MAX_LENGTH = 20_000

const lowlight = createLowlight(common)
const CACHED = 16
const cache = new Map<string, readonly Token[]>()

/** Whether there are colors for a language. */
export const isKnownLanguage = (language: string): boolean => lowlight.registered(language)

/** The colored pieces of a text, in order. None for a language that is not known, or too much text. */
export function highlight(language: string, text: string): readonly Token[] {
  if (text.length > MAX_LENGTH || !isKnownLanguage(language)) return []
  const key = `${language}\n${text}`
  const known = cache.get(key)
  if (known) return known
  const tokens: Token[] = []
  collect(lowlight.highlight(language, text).children, 0, '', tokens)
  // The oldest goes first. What others type makes the binding ask for the same texts again and again.
  const [oldest] = cache.keys()
  if (cache.size >= CACHED && oldest !== undefined) cache.delete(oldest)
  cache.set(key, tokens)
  return tokens
}

type Tree = ReturnType<typeof lowlight.highlight>['children'][number]

function collect(nodes: readonly Tree[], start: number, around: string, into: Token[]): number {
  let at = start
  for (const node of nodes) {
    if (node.type === 'text') {
      if (around !== '') into.push({ from: at, to: at + node.value.length, className: around })
      at += node.value.length
    } else if (node.type === 'element') {
      const own = node.properties['className']
      at = collect(node.children, at, Array.isArray(own) ? own.join(' ') : around, into)
    }
  }
  return at
}
