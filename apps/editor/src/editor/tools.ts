import type { Editor } from '@tiptap/core'
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Image,
  Italic,
  Link,
  List,
  ListOrdered,
  ListTodo,
  MessageSquarePlus,
  Minus,
  Pilcrow,
  Redo2,
  SquareCode,
  Strikethrough,
  Table,
  TextQuote,
  Underline,
  Undo2,
} from 'lucide-react'
import type { OpenTextPage } from '../document/open-page.ts'
import type { strings } from '../strings.ts'
import { insertDivider, insertImage, insertTable } from './blocks/insert-blocks.ts'

export type ToolName = keyof typeof strings.editor.tools

/** Where a tool is offered: always above the text, in the menu that `/` opens, or beside selected text. */
export type ToolPlace = 'toolbar' | 'slash' | 'selection'

/** Something that can be done to the text. What shows tools anywhere takes them from this one table. */
export interface Tool {
  readonly name: ToolName
  readonly places: readonly ToolPlace[]
  readonly icon: typeof Bold
  /** The shortcut, as `Mod+Shift+8`; Mod is Command on Apple's machines and Control elsewhere. */
  readonly keys?: string
  /** What one can type to the same end, such as `# `. */
  readonly typed?: string
  readonly run: (editor: Editor, page: OpenTextPage) => void
  /** For a tool that is on or off at the caret. */
  readonly isOn?: (editor: Editor) => boolean
  /** For a tool that has nothing to do at times. */
  readonly canRun?: (editor: Editor) => boolean
}

const heading = (level: 1 | 2 | 3, icon: typeof Bold): Tool => ({
  name: `heading-${level}`,
  places: ['toolbar', 'slash', 'selection'],
  icon,
  keys: `Mod+Alt+${level}`,
  typed: `${'#'.repeat(level)} `,
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  isOn: (editor) => editor.isActive('heading', { level }),
})

/** All tools, in groups that belong together. */
export const toolGroups: readonly (readonly Tool[])[] = [
  [
    {
      name: 'undo',
      places: ['toolbar'],
      icon: Undo2,
      keys: 'Mod+Z',
      run: (editor) => editor.chain().focus().undo().run(),
      canRun: (editor) => editor.can().undo(),
    },
    {
      name: 'redo',
      places: ['toolbar'],
      icon: Redo2,
      keys: 'Mod+Shift+Z',
      run: (editor) => editor.chain().focus().redo().run(),
      canRun: (editor) => editor.can().redo(),
    },
  ],
  [
    {
      name: 'text',
      places: ['slash'],
      icon: Pilcrow,
      run: (editor) => editor.chain().focus().clearNodes().run(),
    },
    heading(1, Heading1),
    heading(2, Heading2),
    heading(3, Heading3),
  ],
  [
    {
      name: 'bold',
      places: ['toolbar', 'selection'],
      icon: Bold,
      keys: 'Mod+B',
      typed: '**bold**',
      run: (editor) => editor.chain().focus().toggleBold().run(),
      isOn: (editor) => editor.isActive('bold'),
    },
    {
      name: 'italic',
      places: ['toolbar', 'selection'],
      icon: Italic,
      keys: 'Mod+I',
      typed: '*italic*',
      run: (editor) => editor.chain().focus().toggleItalic().run(),
      isOn: (editor) => editor.isActive('italic'),
    },
    {
      name: 'underline',
      places: ['toolbar'],
      icon: Underline,
      keys: 'Mod+U',
      run: (editor) => editor.chain().focus().toggleUnderline().run(),
      isOn: (editor) => editor.isActive('underline'),
    },
    {
      name: 'strike',
      places: ['toolbar', 'selection'],
      icon: Strikethrough,
      keys: 'Mod+Shift+S',
      typed: '~~struck~~',
      run: (editor) => editor.chain().focus().toggleStrike().run(),
      isOn: (editor) => editor.isActive('strike'),
    },
    {
      name: 'code',
      places: ['toolbar', 'selection'],
      icon: Code,
      keys: 'Mod+E',
      typed: '`code`',
      run: (editor) => editor.chain().focus().toggleCode().run(),
      isOn: (editor) => editor.isActive('code'),
    },
    {
      name: 'link',
      places: ['toolbar', 'selection'],
      icon: Link,
      keys: 'Mod+K',
      typed: '[text](address)',
      run: (_editor, { dialogs }) => dialogs.open('link'),
      isOn: (editor) => editor.isActive('link'),
    },
    {
      name: 'comment',
      places: ['selection'],
      icon: MessageSquarePlus,
      keys: 'Mod+Alt+M',
      run: (_editor, { comments }) => comments.run(),
    },
  ],
  [
    {
      name: 'bullet-list',
      places: ['toolbar', 'slash'],
      icon: List,
      keys: 'Mod+Shift+8',
      typed: '- ',
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      isOn: (editor) => editor.isActive('bulletList'),
    },
    {
      name: 'ordered-list',
      places: ['toolbar', 'slash'],
      icon: ListOrdered,
      keys: 'Mod+Shift+7',
      typed: '1. ',
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      isOn: (editor) => editor.isActive('orderedList'),
    },
    {
      name: 'task-list',
      places: ['toolbar', 'slash'],
      icon: ListTodo,
      keys: 'Mod+Shift+9',
      typed: '[ ] ',
      run: (editor) => editor.chain().focus().toggleTaskList().run(),
      isOn: (editor) => editor.isActive('taskList'),
    },
  ],
  [
    {
      name: 'quote',
      places: ['toolbar', 'slash'],
      icon: TextQuote,
      keys: 'Mod+Shift+B',
      typed: '> ',
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
      isOn: (editor) => editor.isActive('blockquote'),
    },
    {
      name: 'code-block',
      places: ['toolbar', 'slash'],
      icon: SquareCode,
      keys: 'Mod+Alt+C',
      typed: '``` ',
      run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
      isOn: (editor) => editor.isActive('codeBlock'),
    },
    {
      name: 'divider',
      places: ['toolbar', 'slash'],
      icon: Minus,
      typed: '---',
      run: insertDivider,
    },
    {
      name: 'table',
      places: ['toolbar', 'slash'],
      icon: Table,
      run: (editor) => insertTable(editor),
    },
    {
      name: 'image',
      places: ['toolbar', 'slash'],
      icon: Image,
      run: insertImage,
    },
  ],
]

/** The tools that are offered in one place. */
export function toolGroupsIn(place: ToolPlace): readonly (readonly Tool[])[] {
  return toolGroups
    .map((group) => group.filter(({ places }) => places.includes(place)))
    .filter((group) => group.length > 0)
}
