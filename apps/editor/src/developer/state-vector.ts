import * as Y from 'yjs'

export interface VectorEntry {
  readonly clientId: number
  /** How many of the client's edits are here. */
  readonly clock: number
  /** Who it is, as far as they are here. */
  readonly name: string | undefined
  readonly isSelf: boolean
}

export interface VectorSummary {
  readonly clients: number
  /** The first of them: oneself, those who are here, and then who wrote most. */
  readonly shown: readonly VectorEntry[]
}

/** A document that is edited for long has thousands of clients. */
const SHOWN = 30

/** What a document's state vector says, short enough to be read. @param names Who is here. */
export function vectorSummary(doc: Y.Doc, names: ReadonlyMap<number, string>): VectorSummary {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc))
  const rank = (clientId: number) => (clientId === doc.clientID ? 0 : names.has(clientId) ? 1 : 2)
  const shown = [...vector]
    .sort(([one, clock], [other, otherClock]) => rank(one) - rank(other) || otherClock - clock)
    .slice(0, SHOWN)
    .map(([clientId, clock]) => ({
      clientId,
      clock,
      name: names.get(clientId),
      isSelf: clientId === doc.clientID,
    }))
  return { clients: vector.size, shown }
}
