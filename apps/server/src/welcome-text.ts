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
  /** The first row is its head. */
  | { readonly type: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }

const bold = (text: string): Inline => ({ mark: 'bold', text })
const italic = (text: string): Inline => ({ mark: 'italic', text })
const code = (text: string): Inline => ({ mark: 'code', text })

/** What a newcomer finds in the first document. */
export const welcome: readonly Block[] = [
  { type: 'heading', level: 1, text: ['Welcome to Weft'] },
  {
    type: 'paragraph',
    text: [
      'This page is shared: whoever has its address writes in it with you. Nobody else around? ',
      bold('Open it in a second tab'),
      ', or choose ',
      bold('Open side by side'),
      ' in the ⋯ menu. Each tab is a person of its own here, with a name and a color.',
    ],
  },
  { type: 'heading', level: 2, text: ['Things to try'] },
  {
    type: 'taskList',
    items: [
      ['Write in the same sentence from both sides at once. Neither overwrites the other.'],
      ['Type ', code('/'), ' on a new line: headings, tables, images, code and more.'],
      ['Select a few words. Make them bold, or leave a comment on them.'],
      ['Paste or drop a picture. It goes to this server and nowhere else.'],
      ['Click the other person’s initials at the top, and follow where they go.'],
      ['Undo. It takes back what ', italic('you'), ' did and leaves the others’ work alone.'],
      ['Stop the server, keep typing, and start it again. What you wrote comes along.'],
    ],
  },
  { type: 'heading', level: 2, text: ['Saved means saved'] },
  {
    type: 'paragraph',
    text: [
      'When the status at the top says ',
      italic('Saved'),
      ', your changes are on the server’s disk. Not on their way there: ',
      bold('on the disk'),
      '.',
    ],
  },
  {
    type: 'blockquote',
    text: ['Kill the server if you like. Nothing that was reported saved is lost.'],
  },
  { type: 'heading', level: 2, text: ['Your hands stay on the keys'] },
  {
    type: 'table',
    rows: [
      [['You type, and a space'], ['You get']],
      [[code('#')], ['a heading; two or three make smaller ones']],
      [[code('-'), ' or ', code('1.')], ['a list']],
      [[code('[ ]')], ['a task to tick off']],
      [[code('**bold**')], [bold('bold')]],
      [[code('```')], ['a block of code, like the one below']],
    ],
  },
  { type: 'heading', level: 2, text: ['Under the hood'] },
  {
    type: 'paragraph',
    text: [
      'The ',
      bold('Developer panel'),
      ' in the ⋯ menu shows what crosses the wire, and can slow it down or cut it. Your own editor joins in with a few lines:',
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
    text: ['There is no need to be careful with this page. Write whatever you like.'],
  },
]
