import type { SeededRandom } from '@weft/testkit'
import * as Y from 'yjs'
import { partsOf, textOf } from './content.ts'
import type { Work } from './ledger.ts'
import type { Token, TokenBook } from './token-book.ts'

const NOTHING: Work = { written: [], deleted: [] }

export interface WritingOptions {
  readonly doc: Y.Doc
  readonly document: string
  readonly book: TokenBook
  readonly random: SeededRandom
  /** The most characters that a token is padded with. */
  readonly maxPadding: number
}

/** Does one thing that people do to documents. To be called within a transaction. */
export function writeSomething(options: WritingOptions): Work {
  const { random, doc } = options
  const { body, fields, notes } = partsOf(doc)
  const draw = random.next()
  if (draw < 0.45) return type(options, body)
  if (draw < 0.58) return erase(options, body)
  if (draw < 0.66) return format(options, body)
  if (draw < 0.72) return setField(options, fields)
  if (draw < 0.79) return addToList(options)
  if (draw < 0.83) return takeFromList(options)
  if (draw < 0.86) return growTree(options)
  if (draw < 0.9) return pruneTree(options)
  notes.insert(random.below(notes.length + 1), random.pick(['to do', '?', ' later ']))
  return NOTHING
}

function type({ random, book, document, maxPadding }: WritingOptions, text: Y.Text): Work {
  const token = book.write(document, random.chance(0.1) ? random.below(maxPadding) : 0)
  text.insert(boundary(text, random), token.text)
  return { written: [token], deleted: [] }
}

// Between two tokens, so that none is ever torn.
function boundary(text: Y.Text, random: SeededRandom): number {
  // Mostly people go on where they, or the others, have just written.
  if (random.chance(0.6)) return text.length
  const index = text.toString().indexOf('<', random.below(text.length + 1))
  return index === -1 ? text.length : index
}

function erase({ random, book }: WritingOptions, text: Y.Text): Work {
  const all = text.toString()
  const start = all.indexOf('<', random.below(all.length + 1))
  const token = start === -1 ? undefined : book.at(all, start)
  if (!token) return NOTHING
  text.delete(start, token.text.length)
  return removal([token])
}

function format({ random }: WritingOptions, text: Y.Text): Work {
  if (text.length === 0) return NOTHING
  const start = random.below(text.length)
  const length = 1 + random.below(Math.min(40, text.length - start))
  text.format(start, length, { [random.pick(['bold', 'italic'])]: random.pick([true, null]) })
  return NOTHING
}

function setField({ random }: WritingOptions, fields: Y.Map<unknown>): Work {
  const name = random.pick(['title', 'status', '__proto__', 'constructor'])
  if (random.chance(0.2)) fields.delete(name)
  else fields.set(name, random.pick([random.below(1000), 'text', { nested: [1, 2] }]))
  return NOTHING
}

function addToList({ random, book, document, doc }: WritingOptions): Work {
  const { list } = partsOf(doc)
  const token = book.write(document, 0)
  list.insert(random.below(list.length + 1), [token.id])
  return { written: [token], deleted: [] }
}

function takeFromList({ random, book, doc }: WritingOptions): Work {
  const { list } = partsOf(doc)
  if (list.length === 0) return NOTHING
  const index = random.below(list.length)
  const token = book.byId(list.get(index))
  list.delete(index)
  return removal(token ? [token] : [])
}

function growTree(options: WritingOptions): Work {
  const { random, doc, book } = options
  const { tree } = partsOf(doc)
  const branch =
    tree.length > 0 && random.chance(0.7) ? tree.get(random.below(tree.length)) : undefined
  const text = branch && textOf(branch)
  if (text) {
    const work = type(options, text)
    for (const token of work.written) book.hang(token, Number(branch.get('root')))
    return work
  }
  const grown = new Y.Map<unknown>()
  tree.insert(random.below(tree.length + 1), [grown])
  const own = new Y.Text()
  grown.set('text', own)
  const work = type(options, own)
  for (const token of work.written) {
    grown.set('root', token.id)
    book.hang(token, token.id)
  }
  return work
}

// Whatever others write into the branch meanwhile goes with it.
function pruneTree({ random, book, doc }: WritingOptions): Work {
  const { tree } = partsOf(doc)
  if (tree.length < 3) return NOTHING
  const index = random.below(tree.length)
  const branch = tree.get(index)
  const text = textOf(branch)?.toString() ?? ''
  const tokens = [...text.matchAll(/</g)].flatMap(({ index: at }) => book.at(text, at) ?? [])
  book.prune(Number(branch.get('root')))
  tree.delete(index)
  return removal(tokens)
}

function removal(deleted: readonly Token[]): Work {
  for (const token of deleted) token.isRemovalTried = true
  return { written: [], deleted }
}
