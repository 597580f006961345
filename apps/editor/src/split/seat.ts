/** The two halves of a side-by-side view. */
export type Seat = 'left' | 'right'

/** Which half of a side-by-side view a page is, by its address: `/d/notes?seat=left`. Undefined for a page by itself. */
export function seat(search: string): Seat | undefined {
  const value = new URLSearchParams(search).get('seat')
  return value === 'left' || value === 'right' ? value : undefined
}
