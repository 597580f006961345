import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

const WORDS =
  'a long document has many words of which few are new and most have been read before'.split(' ')

/**
 * Writes a document of headings, paragraphs, lists, tables and code, as the editor has them.
 *
 * @param {string} url Of the server.
 * @param {string} name Of the document.
 * @param {number} words How many it is to have.
 */
export async function writeLongDocument(url, name, words) {
  const { doc, provider } = await join(url, name)
  provider.awareness.setLocalState(null)
  const blocks = []
  let [left, drawn] = [words, 0]
  const text = (count) => {
    left -= count
    return new Y.XmlText(
      Array.from({ length: count }, () => WORDS[drawn++ % WORDS.length]).join(' '),
    )
  }
  const paragraph = (count) => element('paragraph', {}, text(count))
  for (let index = 0; left > 0; index += 1) {
    if (index % 20 === 0) blocks.push(element('heading', { level: 1 + (index % 3) }, text(6)))
    if (index % 40 === 10) {
      const items = [12, 9, 15].map((count) => element('listItem', {}, paragraph(count)))
      blocks.push(element('bulletList', {}, ...items))
    }
    if (index % 100 === 30) {
      const cell = () => element('tableCell', { colspan: 1, rowspan: 1 }, paragraph(4))
      const rows = Array.from({ length: 4 }, () => element('tableRow', {}, cell(), cell(), cell()))
      blocks.push(element('table', {}, ...rows))
    }
    if (index % 100 === 60) blocks.push(element('codeBlock', { language: 'js' }, text(20)))
    blocks.push(paragraph(40))
  }
  doc.getXmlFragment('default').insert(0, blocks)
  await provider.whenSaved()
  provider.destroy()
  return blocks.length
}

/** Opens a document without an editor. */
export async function join(url, name) {
  const doc = new Y.Doc()
  const provider = new WeftProvider(url.replace('http', 'ws'), name, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  await provider.whenSynced
  return { doc, provider }
}

function element(name, attributes, ...content) {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.insert(0, content)
  return made
}
