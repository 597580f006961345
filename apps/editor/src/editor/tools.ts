import type { Editor } from '@tiptap/core'
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Italic,
  Link,
  List,
  ListOrdered,
  ListTodo,
  Minus,
  Redo2,
  SquareCode,
  Strikethrough,
  TextQuote,
  Underline,
  Undo2,
} from 'lucide-react'
import type { strings } from '../strings.ts'

export type ToolName = keyof typeof strings.editor.tools

/** A button of the toolbar. */
export interface Tool {
  readonly name: ToolName
  readonly icon: typeof Bold
  /** The shortcut, as `Mod+Shift+8`; Mod is Command on Apple's machines and Control elsewhere. */
  readonly keys?: string
  readonly run: (editor: Editor) => void
  /** For a tool that is on or off at the caret. */
  readonly isOn?: (editor: Editor) => boolean
  /** For a tool that has nothing to do at times. */
  readonly canRun?: (editor: Editor) => boolean
}

const heading = (level: 1 | 2 | 3, icon: typeof Bold): Tool => ({
  name: `heading-${level}`,
  icon,
  keys: `Mod+Alt+${level}`,
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  isOn: (editor) => editor.isActive('heading', { level }),
})

/** All tools, in groups that belong together. @param openLink Opens the dialog that a link needs. */
export const toolGroups = (openLink: () => void): readonly (readonly Tool[])[] => [
  [
    {
      name: 'undo',
      icon: Undo2,
      keys: 'Mod+Z',
      run: (editor) => editor.chain().focus().undo().run(),
      canRun: (editor) => editor.can().undo(),
    },
    {
      name: 'redo',
      icon: Redo2,
      keys: 'Mod+Shift+Z',
      run: (editor) => editor.chain().focus().redo().run(),
      canRun: (editor) => editor.can().redo(),
    },
  ],
  [heading(1, Heading1), heading(2, Heading2), heading(3, Heading3)],
  [
    {
      name: 'bold',
      icon: Bold,
      keys: 'Mod+B',
      run: (editor) => editor.chain().focus().toggleBold().run(),
      isOn: (editor) => editor.isActive('bold'),
    },
    {
      name: 'italic',
      icon: Italic,
      keys: 'Mod+I',
      run: (editor) => editor.chain().focus().toggleItalic().run(),
      isOn: (editor) => editor.isActive('italic'),
    },
    {
      name: 'underline',
      icon: Underline,
      keys: 'Mod+U',
      run: (editor) => editor.chain().focus().toggleUnderline().run(),
      isOn: (editor) => editor.isActive('underline'),
    },
    {
      name: 'strike',
      icon: Strikethrough,
      keys: 'Mod+Shift+S',
      run: (editor) => editor.chain().focus().toggleStrike().run(),
      isOn: (editor) => editor.isActive('strike'),
    },
    {
      name: 'code',
      icon: Code,
      keys: 'Mod+E',
      run: (editor) => editor.chain().focus().toggleCode().run(),
      isOn: (editor) => editor.isActive('code'),
    },
    {
      name: 'link',
      icon: Link,
      keys: 'Mod+K',
      run: openLink,
      isOn: (editor) => editor.isActive('link'),
    },
  ],
  [
    {
      name: 'bullet-list',
      icon: List,
      keys: 'Mod+Shift+8',
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      isOn: (editor) => editor.isActive('bulletList'),
    },
    {
      name: 'ordered-list',
      icon: ListOrdered,
      keys: 'Mod+Shift+7',
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      isOn: (editor) => editor.isActive('orderedList'),
    },
    {
      name: 'task-list',
      icon: ListTodo,
      keys: 'Mod+Shift+9',
      run: (editor) => editor.chain().focus().toggleTaskList().run(),
      isOn: (editor) => editor.isActive('taskList'),
    },
  ],
  [
    {
      name: 'quote',
      icon: TextQuote,
      keys: 'Mod+Shift+B',
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
      isOn: (editor) => editor.isActive('blockquote'),
    },
    {
      name: 'code-block',
      icon: SquareCode,
      keys: 'Mod+Alt+C',
      run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
      isOn: (editor) => editor.isActive('codeBlock'),
    },
    {
      name: 'divider',
      icon: Minus,
      run: (editor) => editor.chain().focus().setHorizontalRule().run(),
    },
  ],
]
