/** Running text: plain, or with one mark of the editor's schema. */
export type Inline =
  | string
  | { readonly mark: 'bold' | 'italic' | 'strike' | 'code'; readonly text: string }

/** A block of the editor's schema. */
export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: readonly Inline[] }
  | { readonly type: 'paragraph' | 'blockquote'; readonly text: readonly Inline[] }
  | { readonly type: 'bulletList' | 'taskList'; readonly items: readonly (readonly Inline[])[] }
  | { readonly type: 'codeBlock'; readonly language: string; readonly code: string }

const bold = (text: string): Inline => ({ mark: 'bold', text })
const italic = (text: string): Inline => ({ mark: 'italic', text })
const code = (text: string): Inline => ({ mark: 'code', text })

/** What a newcomer finds in the first document. */
export const welcome: readonly Block[] = [
  { type: 'heading', level: 1, text: ['Welcome to Weft'] },
  {
    type: 'paragraph',
    text: [
      'This page is shared. ',
      bold('Open it in a second tab'),
      ', put the two side by side, and type in both: each tab is a person of its own here, with a name and a color.',
    ],
  },
  { type: 'heading', level: 2, text: ['Things to try'] },
  {
    type: 'taskList',
    items: [
      ['Write in the same sentence from both tabs at once. Neither overwrites the other.'],
      ['Select a few words and look at the other tab.'],
      ['Undo. It takes back what ', italic('you'), ' did and leaves the others’ work alone.'],
      ['Stop the server, keep typing, and start it again. What you wrote comes along.'],
    ],
  },
  { type: 'heading', level: 2, text: ['Saved means saved'] },
  {
    type: 'paragraph',
    text: [
      'When the status says that your changes are saved, they are on the server’s disk. Not on their way there: ',
      bold('on the disk'),
      '.',
    ],
  },
  {
    type: 'blockquote',
    text: ['Kill the server if you like. Nothing that was reported saved is lost.'],
  },
  { type: 'heading', level: 2, text: ['What a page can hold'] },
  {
    type: 'bulletList',
    items: [
      [bold('bold'), ', ', italic('italic'), ', ', code('code'), ' and links'],
      ['headings, quotes, lists like this one, and lists of tasks to tick off'],
      ['blocks of code:'],
    ],
  },
  {
    type: 'codeBlock',
    language: 'typescript',
    code: [
      "import { WeftProvider } from '@weft/provider'",
      "import * as Y from 'yjs'",
      '',
      'const doc = new Y.Doc()',
      "const provider = new WeftProvider('ws://localhost:1234', 'welcome', doc)",
    ].join('\n'),
  },
  {
    type: 'paragraph',
    text: [
      'A link to this page brings others to the same document. And there is no need to be careful with it: write whatever you like.',
    ],
  },
]
