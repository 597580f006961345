/** A colour as every editor binding understands it: `#rrggbb`, lower case. */
export type HexColor = `#${string}`

const HEX = /^#[0-9a-f]{6}$/

/** The colour that `value` spells, if it is one. Anything else from the wire must never reach a style. */
export function parseColor(value: unknown): HexColor | undefined {
  if (typeof value !== 'string') return undefined
  const lower = value.toLowerCase()
  return HEX.test(lower) ? (lower as HexColor) : undefined
}

/**
 * What people are drawn in. Each reaches 4.5:1 under a white label, and 3:1 as a caret on both the light and the
 * dark page, so that one colour serves every reader.
 */
export const palette = [
  { name: 'Madder', color: '#c84341' },
  { name: 'Rust', color: '#b9541e' },
  { name: 'Ochre', color: '#9a6807' },
  { name: 'Moss', color: '#707919' },
  { name: 'Fern', color: '#32843a' },
  { name: 'Jade', color: '#158364' },
  { name: 'Teal', color: '#13808a' },
  { name: 'Sky', color: '#0d7cb6' },
  { name: 'Indigo', color: '#456adc' },
  { name: 'Violet', color: '#7f5bdd' },
  { name: 'Plum', color: '#a84cb6' },
  { name: 'Rose', color: '#cd3976' },
] as const satisfies readonly { name: string; color: HexColor }[]

/** WCAG's contrast ratio of two colours, 1 to 21. */
export function contrast(one: HexColor, other: HexColor): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)
}

/** The text colour to read on `background`: white where that is legible, black elsewhere. */
export function textColorOn(background: HexColor): HexColor {
  return contrast('#ffffff', background) >= 4.5 ? '#ffffff' : '#000000'
}

/**
 * The palette's colour that occurs least in `used`; of several, the one farthest from all that are used.
 *
 * @param start Where in the palette to begin looking, so that rooms do not all begin with the same colour.
 */
export function leastUsedColor(used: readonly HexColor[], start: number): HexColor {
  const counts = palette.map(({ color }) => used.filter((other) => other === color).length)
  const fewest = Math.min(...counts)
  const taken = counts.flatMap((count, index) => (count > 0 ? [index] : []))
  const indexes = palette.map((_, offset) => (((start + offset) % SIZE) + SIZE) % SIZE)
  const candidates = indexes.filter((index) => counts[index] === fewest)
  const farthest = candidates.reduce((best, index) =>
    distance(index, taken) > distance(best, taken) ? index : best,
  )
  return palette[farthest]?.color ?? palette[0].color
}

const SIZE = palette.length

/** How many steps around the circle of colours it is to the nearest of `others`. */
function distance(index: number, others: readonly number[]): number {
  const steps = others.map((other) => Math.abs(other - index))
  return Math.min(SIZE, ...steps.map((step) => Math.min(step, SIZE - step)))
}

function luminance(color: HexColor): number {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
