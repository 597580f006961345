/** The keys, and what else one can type. */
export const help = {
  title: 'Keyboard shortcuts',
  search: 'Search',
  nothing: 'No shortcut is called that.',
  close: 'Close',
  groups: {
    page: 'Page',
    text: 'Text',
    around: 'Getting around',
    typed: 'As you type',
  },
  typedHint: 'At the start of a line, or around words. Undo gives back what you typed.',
  insertMenu: 'Insert anything',
  toToolbar: 'Go to the tools',
  toBlockTools: 'Go to the tools of a table or an image',
  toText: 'Back to the text',
  nest: 'Nest a list item',
  unnest: 'Un-nest a list item',
  outsideText: 'outside the text',
} as const
