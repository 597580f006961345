/** Edits that name their writer and are numbered stand in an array of each document, as `<writer>:<number>`. */
const editsIn = (doc) => doc?.getArray('edits').toArray() ?? []

/**
 * How many people's edits are not in their document once each and in order.
 *
 * @param writers Of each the number, the document, and how many edits were written.
 * @param docs By their names.
 */
export function wrongOrders(writers, docs) {
  const found = new Map()
  for (const doc of docs.values()) {
    for (const edit of editsIn(doc)) {
      const number = Number(edit.split(':')[0])
      found.set(number, [...(found.get(number) ?? []), edit])
    }
  }
  const isWrong = ({ number, written }) => {
    const expected = Array.from({ length: written }, (_, index) => `${number}:${index + 1}`)
    return String(found.get(number) ?? []) !== String(expected)
  }
  return writers.filter(isWrong).length
}

/** How many of these edits are not in their document. */
export function lostEdits(claims, docs) {
  const lost = new Set()
  const stored = new Map([...docs].map(([document, doc]) => [document, new Set(editsIn(doc))]))
  for (const { document, edits } of claims) {
    for (const edit of edits) if (!stored.get(document)?.has(edit)) lost.add(edit)
  }
  return lost.size
}
