/** The text and its tools. */
export const editor = {
  label: (documentName: string) => `Document ${documentName}`,
  placeholder: 'Write something. # makes a heading, - a list, > a quote.',
  loading: 'The document is loading',
  toolbar: 'Formatting',
  tools: {
    undo: 'Undo',
    redo: 'Redo',
    text: 'Text',
    'heading-1': 'Heading 1',
    'heading-2': 'Heading 2',
    'heading-3': 'Heading 3',
    bold: 'Bold',
    italic: 'Italic',
    underline: 'Underline',
    strike: 'Strikethrough',
    code: 'Inline code',
    link: 'Link',
    'bullet-list': 'Bullet list',
    'ordered-list': 'Numbered list',
    'task-list': 'Task list',
    quote: 'Quote',
    'code-block': 'Code block',
    divider: 'Divider',
  },
  checkbox: (done: boolean, text: string) =>
    `${done ? 'Done' : 'To do'}: ${text === '' ? 'empty task' : text}`,
} as const
