/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly what: string
  /** `note`: nothing is wrong, but somebody may want to know. */
  readonly is: 'right' | 'wrong' | 'note'
  /** What was found: a sentence without its full stop. */
  readonly found: string
  /** What to do; for what is wrong. */
  readonly remedy?: string
}

export const right = (what: string, found: string): Finding => ({ what, is: 'right', found })
export const note = (what: string, found: string): Finding => ({ what, is: 'note', found })
export const wrong = (what: string, found: string, remedy: string): Finding => ({
  what,
  is: 'wrong',
  found,
  remedy,
})

const marks: Readonly<Record<Finding['is'], string>> = { right: '✓', wrong: '✗', note: '·' }

/** A finding as a line for people, with its remedy below. */
export function lineOf({ what, is, found, remedy }: Finding): string {
  const line = `${marks[is]} ${what}: ${found}.`
  return remedy === undefined ? line : `${line}\n    ${remedy}.`
}
