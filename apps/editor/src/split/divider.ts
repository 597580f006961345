/** How much of the view the first half takes, in percent. */
export const EVEN = 50
export const LEAST = 20
export const MOST = 80
const STEP = 5

/** Where the divider goes with a key; undefined for a key that does not move it. */
export function shareAfterKey(key: string, share: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      return withinBounds(share - STEP)
    case 'ArrowRight':
    case 'ArrowDown':
      return withinBounds(share + STEP)
    case 'Home':
      return LEAST
    case 'End':
      return MOST
    case 'Enter':
      return EVEN
    default:
      return undefined
  }
}

/** Where the divider is when it is held at `at`, of a view that reaches from `start` over `size`. */
export function shareAt(at: number, start: number, size: number): number {
  return size > 0 ? withinBounds(Math.round((100 * (at - start)) / size)) : EVEN
}

function withinBounds(share: number): number {
  return Math.min(MOST, Math.max(LEAST, share))
}
