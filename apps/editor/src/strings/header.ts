/** The bar above a document. */
export const header = {
  home: 'All documents',
  title: 'Title',
  copyLink: 'Copy link',
  copied: 'Link copied',
  copyFailed: 'Copy the address of this page instead',
  newDocument: 'New document',
  people: (names: readonly string[]) => `People here: ${names.join(', ')}`,
  more: (count: number) => `+${count}`,
} as const
