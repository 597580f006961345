/** Somebody's place in a side-by-side view, where two people use one browser. */
export type Seat = 'left' | 'right'

const PREFIX = 'weft-'

/** The name of the frame that somebody sits in. It stays with the frame wherever that goes. */
export function frameName(seat: Seat): string {
  return PREFIX + seat
}

/** Where in a side-by-side view this page is; undefined for a page by itself. */
export function seatOf(page: Pick<Window, 'name' | 'parent' | 'self'>): Seat | undefined {
  // Anybody may open a window of such a name. Only pages of our own may have this one in a frame.
  if (page.parent === page.self) return undefined
  const name = page.name.slice(PREFIX.length)
  return page.name.startsWith(PREFIX) && (name === 'left' || name === 'right') ? name : undefined
}
