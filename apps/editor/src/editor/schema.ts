import type { Extensions } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import StarterKit from '@tiptap/starter-kit'
import { strings } from '../strings.ts'
import { Code } from './blocks/code-block.ts'
import { Image } from './blocks/image-node.ts'
import { SafeAttributes } from './blocks/safe-attributes.ts'
import { tableNodes } from './blocks/table-nodes.ts'
import { SafeLink } from './safe-link.ts'

/**
 * Every type of node and mark that a text can hold. The Yjs binding deletes from the shared document what the schema
 * does not know, in every window that is open: so all of it is here from the start, and nothing is ever taken out.
 */
export const schemaExtensions: Extensions = [
  StarterKit.configure({
    // Undo comes with Collaboration and takes back only one's own edits.
    undoRedo: false,
    // It writes an empty paragraph after some blocks, in every window that is open.
    trailingNode: false,
    heading: { levels: [1, 2, 3] },
    link: false,
    codeBlock: false,
    dropcursor: { color: false, class: 'drop-cursor' },
  }),
  SafeLink,
  TaskList,
  TaskItem.configure({
    nested: true,
    a11y: {
      checkboxLabel: (node, checked) => strings.editor.checkbox(checked, node.textContent),
    },
  }),
  Code,
  Image,
  ...tableNodes,
  SafeAttributes,
]
