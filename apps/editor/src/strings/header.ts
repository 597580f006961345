/** The bar above a document. */
export const header = {
  home: 'All documents',
  title: 'Title',
  /** Stands for the title of one that is read by a link and has none. */
  sharedDocument: 'Shared document',
  share: 'Share',
  newDocument: 'New document',
  people: (names: readonly string[]) => `People here: ${names.join(', ')}`,
  more: (count: number) => `+${count}`,
} as const
