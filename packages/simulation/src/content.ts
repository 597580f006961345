import * as Y from 'yjs'

/** The parts of a simulated document. */
export function partsOf(doc: Y.Doc) {
  return {
    body: doc.getText('body'),
    list: doc.getArray<number>('list'),
    fields: doc.getMap<unknown>('fields'),
    notes: doc.getText('notes'),
    tree: doc.getArray<Y.Map<unknown>>('tree'),
  }
}

/** Everything in it that people see. */
export function contentOf(doc: Y.Doc): string {
  const { body, list, fields, notes, tree } = partsOf(doc)
  const sorted = [...fields.entries()].sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([body.toDelta(), list.toJSON(), sorted, notes.toDelta(), tree.toJSON()])
}

/** How often each token is there. `torn` is text that belongs to no token: there must be none. */
export function tokensIn(doc: Y.Doc): {
  readonly counts: Map<number, number>
  readonly torn: string
} {
  const { body, list, tree } = partsOf(doc)
  const counts = new Map<number, number>()
  let torn = ''
  const count = (id: number) => counts.set(id, (counts.get(id) ?? 0) + 1)
  const read = (text: string) => {
    torn += text.replace(/<(\d+)x*>/g, (_, id: string) => {
      count(Number(id))
      return ''
    })
  }
  read(body.toString())
  for (const id of list) count(id)
  for (const node of tree) read(textOf(node)?.toString() ?? '')
  return { counts, torn }
}

export function textOf(node: Y.Map<unknown>): Y.Text | undefined {
  const text = node.get('text')
  return text instanceof Y.Text ? text : undefined
}

/** How two replicas differ; undefined when they are equal in content, state vector and delete set. */
export function differenceOf(one: Y.Doc, other: Y.Doc): string | undefined {
  const [left, right] = [contentOf(one), contentOf(other)]
  if (left !== right) return `content: ${firstDifference(left, right)}`
  if (!Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other))) {
    const vectors = [one, other].map((doc) => JSON.stringify([...stateOf(doc)]))
    return vectors[0] === vectors[1]
      ? 'delete sets'
      : `state vectors: ${vectors[0]} and ${vectors[1]}`
  }
  return undefined
}

function stateOf(doc: Y.Doc): [number, number][] {
  return [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
}

function firstDifference(left: string, right: string): string {
  let index = 0
  while (left[index] === right[index]) index += 1
  const from = Math.max(0, index - 20)
  return `…${left.slice(from, index + 40)}… and …${right.slice(from, index + 40)}…`
}
