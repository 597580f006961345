import { getSchema } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import type { Node } from '@tiptap/pm/model'
import { Transform } from '@tiptap/pm/transform'
import StarterKit from '@tiptap/starter-kit'
import fc from 'fast-check'

export const schema = getSchema([StarterKit.configure({ undoRedo: false }), TaskList, TaskItem])

/** `paragraph('plain ', ['bold', 'strong'])`. */
export function paragraph(
  ...texts: readonly (string | readonly [mark: string, text: string])[]
): Node {
  return schema.node('paragraph', null, texts.map(textOf).flat())
}

export function heading(level: number, text: string): Node {
  return schema.node('heading', { level }, text === '' ? [] : [schema.text(text)])
}

export function bullets(...items: readonly Node[]): Node {
  return schema.node(
    'bulletList',
    null,
    items.map((item) => schema.node('listItem', null, item)),
  )
}

export function doc(...blocks: readonly Node[]): Node {
  return schema.node('doc', null, blocks)
}

function textOf(text: string | readonly [mark: string, text: string]): readonly Node[] {
  if (typeof text !== 'string') return [schema.text(text[1], [schema.mark(text[0])])]
  return text === '' ? [] : [schema.text(text)]
}

/** One edit of a random kind at a random place. */
interface RandomEdit {
  readonly kind: 'type' | 'delete' | 'split' | 'heading' | 'paragraph' | 'bold' | 'whole'
  readonly at: number
  readonly length: number
  readonly text: string
}

export const randomEdits = fc.array(
  fc.record<RandomEdit>({
    kind: fc.constantFrom('type', 'delete', 'split', 'heading', 'paragraph', 'bold', 'whole'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 12 }),
    text: fc.constantFrom('a', 'ana', ' an ', 'Banana', '漢字', '. ', 'Ana ban'),
  }),
  { minLength: 1, maxLength: 12 },
)

/** The document after an edit; unchanged where the edit cannot be made. */
export function edited(before: Node, { kind, at, length, text }: RandomEdit): Node {
  const transform = new Transform(before)
  const size = before.content.size
  const from = Math.floor(at * size)
  const to = Math.min(size, from + length)
  const $from = before.resolve(from)
  try {
    if (kind === 'delete') transform.delete(from, to)
    else if (kind === 'bold') transform.addMark(from, to, schema.mark('bold'))
    // What the binding does with others' edits: everything is replaced, most of it by the same nodes.
    else if (kind === 'whole') transform.replaceWith(0, size, before.content)
    else if ($from.parent.isTextblock) {
      if (kind === 'type') transform.insert(from, schema.text(text))
      else if (kind === 'split') transform.split(from)
      else transform.setBlockType(from, from, schema.nodes[kind] ?? $from.parent.type)
    }
    transform.doc.check()
  } catch {
    return before
  }
  return transform.doc
}

export const someDocument = doc(
  heading(1, 'Bananas'),
  paragraph('An ', ['bold', 'ana'], 'nas and a banana'),
  bullets(paragraph('one banana'), paragraph('two 漢字 bananas')),
  schema.node('blockquote', null, [heading(2, 'Quoted'), paragraph('ban')]),
  heading(3, 'Ana'),
  schema.node('codeBlock', null, [schema.text('banana\nana')]),
  paragraph(),
)
