/** The headings beside the text. */
export const outline = {
  label: 'Headings',
  empty: 'Headings appear here as you write them. Type # and a space to make one.',
  /** A heading without text. */
  untitled: 'Untitled',
} as const
