/**
 * How much two sequences may differ and still be compared. What differs more is another text; looking for what is left
 * of the old one would take long and find letters by chance.
 */
const MAX_EDITS = 600

/**
 * Which of the tokens of one sequence are still there in another, by the fewest deletions and insertions that lead from
 * the one to the other (Myers' algorithm).
 *
 * @returns For each token of `before`, its index in `after`, -1 where it is gone; undefined when they have too little in
 *   common.
 */
export function align(before: readonly string[], after: readonly string[]): Int32Array | undefined {
  const kept = new Int32Array(before.length).fill(-1)
  const least = Math.min(before.length, after.length)
  let start = 0
  while (start < least && before[start] === after[start]) {
    kept[start] = start
    start++
  }
  let end = 0
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) {
    end++
    kept[before.length - end] = after.length - end
  }
  const [from, to] = [
    before.slice(start, before.length - end),
    after.slice(start, after.length - end),
  ]
  const middle = alignMiddle(from, to)
  if (!middle) return undefined
  middle.forEach((index, position) => {
    if (index >= 0) kept[start + position] = start + index
  })
  return kept
}

function alignMiddle(before: readonly string[], after: readonly string[]): Int32Array | undefined {
  const most = Math.min(before.length + after.length, MAX_EDITS)
  // For each diagonal, how far one gets on it; a copy for each number of edits, to find the way back.
  const reach = new Int32Array(2 * most + 3)
  const history: Int32Array[] = []
  for (let edits = 0; edits <= most; edits++) {
    history.push(reach.slice())
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = firstOn(diagonal, edits, reach, most)
      while (
        x < before.length &&
        x - diagonal < after.length &&
        before[x] === after[x - diagonal]
      ) {
        x++
      }
      reach[most + 1 + diagonal] = x
      if (x >= before.length && x - diagonal >= after.length) {
        return wayBack(before.length, after.length, history, most)
      }
    }
  }
  return undefined
}

/** Where one enters a diagonal with a last edit: an insertion from the one above, or a deletion from the one below. */
function firstOn(diagonal: number, edits: number, reach: Int32Array, most: number): number {
  const above = reach[most + 2 + diagonal] ?? 0
  const below = reach[most + diagonal] ?? 0
  const isInsertion = diagonal === -edits || (diagonal !== edits && below < above)
  return isInsertion ? above : below + 1
}

function wayBack(
  length: number,
  newLength: number,
  history: readonly Int32Array[],
  most: number,
): Int32Array {
  const kept = new Int32Array(length).fill(-1)
  let [x, y] = [length, newLength]
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const reach = history[edits] ?? new Int32Array()
    const diagonal = x - y
    const entered = edits === 0 ? 0 : firstOn(diagonal, edits, reach, most)
    while (x > entered) {
      x--
      y--
      kept[x] = y
    }
    const above = reach[most + 2 + diagonal] ?? 0
    const below = reach[most + diagonal] ?? 0
    const isInsertion = diagonal === -edits || (diagonal !== edits && below < above)
    if (isInsertion) y--
    else x--
  }
  return kept
}
