import { getSchema } from '@tiptap/core'
import { Image } from '@tiptap/extension-image'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { TableKit } from '@tiptap/extension-table'
import StarterKit from '@tiptap/starter-kit'
import * as yTiptap from '@tiptap/y-tiptap'
import type { Node } from 'prosemirror-model'
import { type Command, EditorState, type Plugin, TextSelection } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import * as yProsemirror from 'y-prosemirror'
import * as Y from 'yjs'
import { stableSelection } from './stable-selection.ts'

export const schema = getSchema([StarterKit, TaskList, TaskItem, TableKit, Image])

/** The two bindings, which are one code in two packages. */
export const bindings = { 'y-prosemirror': yProsemirror, 'y-tiptap': yTiptap } as const
export type BindingName = keyof typeof bindings

/** An editor of one document. */
export class OpenEditor {
  readonly doc = new Y.Doc()
  readonly view: EditorView

  constructor(binding: BindingName, plugins: readonly Plugin[] = [stableSelection()]) {
    const { ySyncPlugin, yUndoPlugin } = bindings[binding]
    const sync: Plugin = ySyncPlugin(this.doc.getXmlFragment('default'))
    const undo: Plugin = yUndoPlugin()
    this.view = new EditorView(document.body.appendChild(document.createElement('div')), {
      state: EditorState.create({ schema, plugins: [sync, undo, ...plugins] }),
    })
  }

  get text(): Node {
    return this.view.state.doc
  }

  run(...commands: readonly Command[]): void {
    for (const command of commands)
      command(this.view.state, (tr) => this.view.dispatch(tr), this.view)
  }

  /** Puts the caret before the first place that has this text, or selects it. */
  select(text: string, isRange = false): void {
    const from = placeOf(this.text, text)
    const selection = TextSelection.create(this.text, from, isRange ? from + text.length : from)
    this.view.dispatch(this.view.state.tr.setSelection(selection))
  }

  /** Its blocks, with the caret as `^`; both ends of a range as `[` and `]`. */
  get shown(): readonly string[] {
    return shownBlocks(this.text, this.view.state.selection)
  }

  close(): void {
    this.view.destroy()
    this.doc.destroy()
  }
}

/** Two people in one document; what one does is at once with the other. */
export class TwoEditors {
  readonly ada: OpenEditor
  readonly bo: OpenEditor

  constructor(binding: BindingName, boPlugins?: readonly Plugin[]) {
    this.ada = new OpenEditor(binding)
    this.bo = new OpenEditor(binding, boPlugins)
    connect(this.ada.doc, this.bo.doc)
    connect(this.bo.doc, this.ada.doc)
  }

  /** Ada writes the document, and Bo puts the caret where it is drawn. */
  begin(content: Node): void {
    const { view } = this.ada
    const { doc, caret } = withoutMarks(content)
    view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, doc.content))
    const [anchor, head] = caret
    if (anchor === undefined) return
    const selection = TextSelection.create(this.bo.text, anchor, head ?? anchor)
    this.bo.view.dispatch(this.bo.view.state.tr.setSelection(selection))
  }

  close(): void {
    this.ada.close()
    this.bo.close()
  }
}

function connect(from: Y.Doc, to: Y.Doc): void {
  from.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== to) Y.applyUpdate(to, update, from)
  })
}

/** Lets two documents have all that either has, in one go. */
export function exchange(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)), one)
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)), other)
}

export function placeOf(doc: Node, text: string): number {
  let place = -1
  doc.descendants((node, position) => {
    if (node.isText && place < 0) {
      const index = node.text?.indexOf(text) ?? -1
      if (index >= 0) place = position + index
    }
    return place < 0
  })
  if (place < 0) throw new Error(`There is no "${text}" in ${doc.toString()}`)
  return place
}

/** Takes `^`, or `[` and `]`, out of a document and tells where they stood. */
function withoutMarks(content: Node): { doc: Node; caret: readonly number[] } {
  const caret: number[] = []
  const strip = (node: Node, at: number): Node => {
    const children: Node[] = []
    let position = at
    node.forEach((child) => {
      const text = child.text?.replace(/[\^[\]]/g, (_, index: number, whole: string) => {
        caret.push(position + whole.slice(0, index).replace(/[\^[\]]/g, '').length)
        return ''
      })
      const stripped =
        child.text === undefined
          ? strip(child, position + 1)
          : text
            ? schema.text(text, child.marks)
            : undefined
      if (stripped) {
        children.push(stripped)
        position += stripped.nodeSize
      }
    })
    return node.type.create(node.attrs, children, node.marks)
  }
  return { doc: strip(content, 0), caret }
}

function shownBlocks(
  doc: Node,
  { anchor, head }: { readonly anchor: number; readonly head: number },
): readonly string[] {
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)]
  const blocks: string[] = []
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const start = position + 1
    const size = node.content.size
    let text = node.textBetween(0, size, '', '*')
    const put = (at: number, mark: string) => {
      if (at >= start && at <= start + size) {
        text = `${text.slice(0, at - start)}${mark}${text.slice(at - start)}`
      }
    }
    if (from === to) put(from, '^')
    else {
      put(to, ']')
      put(from, '[')
    }
    const level: unknown = node.attrs['level']
    blocks.push(
      `${pathOf(doc, position)}${node.type.name}${level === undefined ? '' : String(level)}: ${text}`,
    )
    return false
  })
  return blocks
}

function pathOf(doc: Node, position: number): string {
  const $position = doc.resolve(position)
  const names = Array.from(
    { length: $position.depth },
    (_, depth) => $position.node(depth + 1).type.name,
  )
  return names
    .filter((name) => !/Item|Row|^table$/.test(name))
    .map((name) => `${name} > `)
    .join('')
}
