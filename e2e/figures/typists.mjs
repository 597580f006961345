// Ten people who type into a document, in a process of their own: node typists.mjs <url> <document>. Says when they are
// there, and types until it is ended. Some are at the top, where whoever opens the document sees them.
import * as Y from 'yjs'
import { join } from './long-document.mjs'

const PEOPLE = 10
const KEYS_PER_SECOND = 5
const NEAR_TOP = [3, 5, 8]

const [url, name] = process.argv.slice(2)
const people = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => sit(index)))
process.stdout.write('typing\n')
let round = 0
setInterval(
  () => {
    // One after the other, as people do.
    people[round % PEOPLE]()
    round += 1
  },
  1000 / (PEOPLE * KEYS_PER_SECOND),
)

async function sit(index) {
  const { doc, provider } = await join(url, name)
  provider.awareness.setLocalStateField('user', { name: `Typist ${index}`, color: '#2563eb' })
  const paragraphs = doc
    .getXmlFragment('default')
    .toArray()
    .filter((block) => block.nodeName === 'paragraph')
  const place = NEAR_TOP[index] ?? Math.floor((paragraphs.length * index) / PEOPLE)
  const text = paragraphs[place].get(0)
  let at = Math.floor(text.length / 2)
  let typed = 0
  return () => {
    // Words of five letters, and now and then a few letters back.
    if (typed % 40 < 4 && at > 1) text.delete(--at, 1)
    else text.insert(at++, typed % 6 === 5 ? ' ' : 'x')
    typed += 1
    const caret = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at, -1))
    provider.awareness.setLocalStateField('cursor', { anchor: caret, head: caret })
  }
}
