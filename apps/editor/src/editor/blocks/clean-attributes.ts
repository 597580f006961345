import { cleanImageSource } from './image-address.ts'

/** Makes something of any value that a peer may have written into an attribute; what it gives back is itself clean. */
type Clean = (value: unknown) => unknown

/** How many columns or rows a cell may span. A browser makes a column for each. */
const MAX_SPAN = 100

/** Pixels. Larger pictures are shown, but nobody's word on their size is taken. */
const MAX_PIXELS = 20_000

const MAX_COLUMN_WIDTH = 2_000
const MAX_ALT_LENGTH = 1_000

const numberBetween =
  <T>(least: number, most: number, fallback: T) =>
  (value: unknown): number | T =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : fallback

const oneLine = (value: unknown): string | null =>
  typeof value === 'string' ? value.slice(0, MAX_ALT_LENGTH).replace(/\s+/g, ' ') : null

const span = numberBetween(1, MAX_SPAN, 1)
const pixels = numberBetween(1, MAX_PIXELS, null)

/** The name of a language, as it is written behind three backticks. */
export function cleanLanguage(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const name = value.toLowerCase()
  return /^[a-z0-9+#._-]{1,32}$/.test(name) ? name : null
}

function columnWidths(value: unknown): readonly number[] | null {
  const isWidths =
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MAX_SPAN &&
    value.every((width) => numberBetween(0, MAX_COLUMN_WIDTH, null)(width) !== null)
  return isWidths ? value : null
}

const alignment = (value: unknown): string | null =>
  value === 'left' || value === 'right' || value === 'center' ? value : null

const cell = { colspan: span, rowspan: span, colwidth: columnWidths, align: alignment }

/** Of each node type whose attributes decide how it is drawn, what they may be. */
export const cleaners = {
  heading: { level: numberBetween(1, 6, 1) },
  orderedList: { start: numberBetween(0, 1e9, 1) },
  taskItem: { checked: (value: unknown) => value === true },
  codeBlock: { language: cleanLanguage },
  image: { src: cleanImageSource, alt: oneLine, title: oneLine, width: pixels, height: pixels },
  tableCell: cell,
  tableHeader: cell,
} as const satisfies Record<string, Record<string, Clean>>

const byNode = new Map<string, readonly (readonly [string, Clean])[]>(
  Object.entries(cleaners).map(([node, attributes]) => [node, Object.entries(attributes)]),
)

type Attributes = Readonly<Record<string, unknown>>

/**
 * The attributes of a node as they may be drawn: of the right type, in bounds, and no address that could run anything.
 * The very same object when there is nothing to clean.
 */
export function cleanAttributes(node: string, attributes: Attributes): Attributes {
  const clean = byNode.get(node)
  if (!clean) return attributes
  const changed: Record<string, unknown> = {}
  for (const [name, cleaned] of clean) {
    const value = attributes[name]
    if (value === undefined) continue
    const good = cleaned(value)
    if (good !== value) changed[name] = good
  }
  return Object.keys(changed).length === 0 ? attributes : { ...attributes, ...changed }
}
