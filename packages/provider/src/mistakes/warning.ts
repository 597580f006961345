/** Tells a developer of a mistake. */
export type Warn = (warning: Warning) => void

/** A mistake, as it is told to a developer. */
/** What a developer should know of a mistake. */
export interface Warning {
  /** Names the mistake; each is told once. */
  readonly name: string
  /** What is wrong, and what comes of it. */
  readonly problem: string
  /** What to do about it. */
  /** What to do about it. */
  readonly remedy: string
}

// Of the page and not of a provider: a page with fifty documents makes a mistake fifty times.
const told = new Set<string>()

/** Prints a warning, once for each mistake. */
export const warnOnce: Warn = ({ name, problem, remedy }) => {
  if (told.has(name)) return
  told.add(name)
  console.warn(`@weft/provider: ${problem}\n→ ${remedy}`)
}
