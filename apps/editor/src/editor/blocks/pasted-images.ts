import type { Node, Slice } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'

/** The pictures among files that were pasted or dropped. */
export function imageFiles(data: DataTransfer | null): readonly File[] {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
}

/**
 * Whether a picture is what was copied. Programs that copy text put a picture of it beside; browsers that copy a picture
 * put HTML beside which holds nothing else.
 */
export function isMainlyImages(data: DataTransfer | null): boolean {
  if (imageFiles(data).length === 0) return false
  const html = data?.getData('text/html') ?? ''
  if (html === '') return (data?.getData('text/plain') ?? '').trim() === ''
  return (parse(html).body.textContent ?? '').trim() === ''
}

// Two characters for private use around a number: what nobody types.
const MARK = /\uE5F0(\d+)\uE5F1/

/** HTML in which pictures that are within it are marks in the text, and those pictures as files. */
export function takeOutImages(html: string): {
  readonly html: string
  readonly files: readonly File[]
} {
  if (!/\bsrc\s*=\s*["']?\s*data:image\//i.test(html)) return { html, files: [] }
  const page = parse(html)
  const files: File[] = []
  for (const image of page.querySelectorAll('img')) {
    const file = fileFrom(image.getAttribute('src') ?? '', image.alt)
    if (!file) continue
    image.replaceWith(`\uE5F0${files.length}\uE5F1`)
    files.push(file)
  }
  return { html: page.body.innerHTML, files }
}

/** Puts in what was pasted, without the marks. @returns Where they were, by the number of their file. */
export function pasteWithoutMarks(
  state: EditorState,
  slice: Slice,
): { readonly tr: Transaction; readonly places: readonly { file: number; position: number }[] } {
  const { from, to } = state.selection
  const tr = state.tr.replaceSelection(slice)
  const find = () => firstMark(tr.doc, from, tr.mapping.map(to))
  const places: { file: number; position: number }[] = []
  for (let mark = find(); mark; mark = find()) {
    tr.delete(mark.from, mark.to)
    places.push({ file: mark.file, position: mark.from })
  }
  return { tr: tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'), places }
}

interface Mark {
  readonly file: number
  readonly from: number
  readonly to: number
}

function firstMark(doc: Node, start: number, end: number): Mark | undefined {
  let found: Mark | undefined
  doc.nodesBetween(start, end, (node, position) => {
    const match = found ? null : MARK.exec(node.text ?? '')
    if (match) {
      const from = position + match.index
      found = { file: Number(match[1]), from, to: from + match[0].length }
    }
    return !found
  })
  return found
}

// Of a page without a window: nothing in it is loaded or run.
const parse = (html: string): Document => new DOMParser().parseFromString(html, 'text/html')

function fileFrom(address: string, name: string): File | undefined {
  const [, type = '', data = ''] =
    /^\s*data:(image\/[a-z0-9.+-]+);base64,([a-z0-9+/=\s]+)$/i.exec(address) ?? []
  if (data === '') return undefined
  try {
    const bytes = Uint8Array.from(atob(data.replace(/\s/g, '')), (char) => char.charCodeAt(0))
    return new File([bytes], name, { type: type.toLowerCase() })
  } catch {
    return undefined
  }
}
