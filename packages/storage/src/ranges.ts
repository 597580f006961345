/** Throws a `RangeError` unless a record's number, or 0 for before the first, was given. */
export function requireSequence(sequence: number): void {
  if (!Number.isSafeInteger(sequence) || sequence < 0) {
    throw new RangeError(`Cannot read after record ${sequence}: it must be 0 or a record's number`)
  }
}

/** Throws a `RangeError` unless a snapshot may take the place of the records up to `bound`: see [S7]. */
export function requireBound(document: string, bound: number, present: number, last: number): void {
  if (Number.isSafeInteger(bound) && bound > present && bound <= last) return
  throw new RangeError(
    `Cannot replace records of "${document}" up to ${bound}: ` +
      (last > present
        ? `the bound must be a whole number from ${present + 1} to ${last}`
        : 'it has no records that are not in its snapshot'),
  )
}

/** Throws a `RangeError` unless a list can have this many entries at most. */
export function requireListLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new RangeError(`Cannot list ${limit} documents: the limit must be a whole number`)
  }
}
