/** The middle of some numbers; of an even count, halfway between the two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  const lower = sorted[middle - 1] ?? upper
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2
}

/** How far the numbers lie apart, as a part of their median: 0.1 is a tenth. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values)
}

/**
 * One server's figure as a part of another's: the median of the ratios of each round, because what else the machine did
 * then met both.
 */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(
    values.flatMap((value, round) => {
      const other = others[round]
      return other === undefined ? [] : [value / other]
    }),
  )
}
