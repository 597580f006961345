import type { Extensions } from '@tiptap/core'
import { TaskItem } from '@tiptap/extension-list/task-item'
import { TaskList } from '@tiptap/extension-list/task-list'
import { strings } from '../strings.ts'
import { Code } from './blocks/code-block.ts'
import { Image } from './blocks/image-node.ts'
import { SafeAttributes } from './blocks/safe-attributes.ts'
import { tableNodes } from './blocks/table-nodes.ts'
import { SafeLink } from './safe-link.ts'
import { writingBasics } from './writing-basics.ts'

/**
 * Every type of node and mark that a text can hold. The Yjs binding deletes from the shared document what the schema
 * does not know, in every window that is open: so all of it is here from the start, and nothing is ever taken out. What a
 * later version adds raises `SCHEMA_VERSION`, and is declared in the document before it is written (`schema-watch.ts`).
 */
export const schemaExtensions: Extensions = [
  ...writingBasics,
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
