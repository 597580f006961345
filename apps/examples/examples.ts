/** One example page: a folder with `index.html` and its code. */
export interface Example {
  readonly folder: string
  readonly editor: string
  /** What of Yjs and of the editor it brings together. */
  readonly shows: string
  /** The files that are all of its code, the one with the wiring first. */
  readonly files: readonly [string, ...string[]]
  /** Whether its folder has packages and a build of its own. */
  readonly isApart?: boolean
}

/** In the order of the gallery. */
export const examples: readonly Example[] = [
  {
    folder: 'textarea',
    editor: 'Textarea',
    shows: 'A plain textarea on Y.Text, with a binding of its own to copy.',
    files: ['main.ts', 'textarea-binding.ts', 'text-change.ts', 'textarea-carets.ts'],
  },
  {
    folder: 'prosemirror',
    editor: 'ProseMirror',
    shows: 'Rich text on Y.XmlFragment, with y-prosemirror.',
    files: ['main.ts'],
  },
  {
    folder: 'codemirror',
    editor: 'CodeMirror 6',
    shows: 'A code editor on Y.Text, with y-codemirror.next.',
    files: ['main.ts'],
  },
  {
    folder: 'quill',
    editor: 'Quill 2',
    shows: 'Rich text on Y.Text, with y-quill and quill-cursors.',
    files: ['main.ts'],
  },
  {
    folder: 'monaco',
    editor: 'Monaco',
    shows: 'The editor of VS Code on Y.Text, with y-monaco.',
    files: ['main.ts', 'style-carets.ts'],
  },
  {
    folder: 'tiptap',
    editor: 'Tiptap 3',
    shows: 'Rich text in React, with Tiptap’s own Collaboration and CollaborationCaret.',
    files: ['main.tsx', '../shared/caret.ts'],
  },
  {
    folder: 'lexical',
    editor: 'Lexical',
    shows: 'Rich text in React, with @lexical/react’s CollaborationPlugin.',
    files: ['main.tsx', 'undo-of-ones-own.ts', '../shared/first-paragraph.ts'],
  },
  {
    folder: 'slate',
    editor: 'Slate',
    shows: 'A React editor of blocks, with @slate-yjs.',
    files: ['main.tsx', 'carets.tsx', '../shared/first-paragraph.ts'],
  },
  {
    folder: 'blocknote',
    editor: 'BlockNote',
    shows: 'Blocks as in Notion, ready to use in React, with @blocknote/core/yjs.',
    files: ['main.tsx', 'first-block.ts', '../shared/caret.ts'],
    isApart: true,
  },
]
