import type { Extensions } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Placeholder } from '@tiptap/extensions'
import StarterKit from '@tiptap/starter-kit'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { strings } from '../strings.ts'
import { FreshSelection } from './fresh-selection.ts'
import { RemoteCarets } from './remote-carets.ts'
import { SafeLink } from './safe-link.ts'
import { StableSelection } from './stable-selection.ts'

/** The root in the Yjs document that holds the text: Tiptap's own default. */
const FIELD = 'default'

/**
 * What the editor can do. Content never comes from here: the server seeds a document, and an editor that adds its own
 * start doubles it as soon as two people open the document at once.
 */
export function editorExtensions({ doc, awareness, presence }: DocumentSession): Extensions {
  return [
    StarterKit.configure({
      // Undo comes with Collaboration and takes back only one's own edits.
      undoRedo: false,
      // It writes an empty paragraph after some blocks, in every window that is open.
      trailingNode: false,
      heading: { levels: [1, 2, 3] },
      link: false,
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
    Placeholder.configure({ placeholder: strings.editor.placeholder }),
    Collaboration.configure({ document: doc, field: FIELD }),
    FreshSelection.configure({ doc }),
    StableSelection,
    RemoteCarets.configure({ awareness, presence, field: FIELD }),
  ]
}
