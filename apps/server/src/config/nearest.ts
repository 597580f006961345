import { closest, distance } from 'fastest-levenshtein'

/** Of what exists, the name that somebody may have meant; undefined if none is near. */
export function nearest(name: string, existing: readonly string[]): string | undefined {
  const found = existing.length === 0 ? undefined : closest(name, existing)
  return found !== undefined && distance(name, found) <= Math.max(2, name.length / 3)
    ? found
    : undefined
}

/** A question to add to words about an unknown name; empty if nothing is near. */
export function didYouMean(name: string, existing: readonly string[]): string {
  const found = nearest(name, existing)
  return found === undefined ? '' : ` Did you mean "${found}"?`
}
