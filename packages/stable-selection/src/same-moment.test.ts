// @vitest-environment happy-dom
import { joinBackward, setBlockType, splitBlock, wrapIn } from 'prosemirror-commands'
import { wrapInList } from 'prosemirror-schema-list'
import type { Command } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { type BindingName, exchange, OpenEditor, schema } from './two-editors.test-support.ts'

const p = (words: string) => schema.node('paragraph', null, schema.text(words))

function type(name: string) {
  const found = schema.nodes[name]
  if (!found) throw new Error(`The schema has no ${name}`)
  return found
}

/** What somebody does to a block, and what both see when another has written a `!` into it without knowing. */
const acts: readonly [name: string, act: Command, seen: readonly string[]][] = [
  ['split', splitBlock, ['paragraph: one', 'paragraph: al!', 'paragraph: pha']],
  [
    'made a heading',
    setBlockType(type('heading'), { level: 2 }),
    ['paragraph: one', 'heading2: alpha'],
  ],
  [
    'put into a list',
    wrapInList(type('bulletList')),
    ['paragraph: one', 'bulletList > paragraph: alpha'],
  ],
  [
    'put into a quote',
    wrapIn(type('blockquote')),
    ['paragraph: one', 'blockquote > paragraph: alpha'],
  ],
  ['joined to another', joinBackward, ['paragraph: onealpha']],
]

const names: readonly BindingName[] = ['y-prosemirror', 'y-tiptap']

test.each(names.flatMap((binding) => acts.map((act) => [binding, ...act] as const)))(
  '%s: what is written into a block before one hears that it was %s, as the README tells',
  (binding, name, act, seen) => {
    for (const plugins of [undefined, []]) {
      const ada = new OpenEditor(binding, plugins)
      const bo = new OpenEditor(binding, plugins)
      const { tr } = ada.view.state
      ada.view.dispatch(tr.replaceWith(0, ada.text.content.size, [p('one'), p('alpha')]))
      exchange(ada.doc, bo.doc)

      ada.view.dispatch(ada.view.state.tr.insertText('!', ada.text.content.size - 1))
      bo.select(name === 'split' ? 'pha' : 'alpha')
      bo.run(act)
      exchange(ada.doc, bo.doc)
      for (const { shown } of [ada, bo]) {
        expect(shown.map((block) => block.replace('^', ''))).toEqual(seen)
      }
      ada.close()
      bo.close()
    }
  },
)
