/** Documents as wholes: lists of them, titles, deleting and restoring. */
export const library = {
  search: 'Search documents',
  searchPlaceholder: 'Search by title',
  found: (count: number) => (count === 0 ? 'No document found' : `${counted(count)} found`),
  count: (total: number) => total.toLocaleString('en'),
  nothingFound: (search: string) => `Nothing is called “${search}”.`,
  showAll: 'Show all documents',
  more: 'Show more',
  failed: 'The server does not answer.',
  again: 'Try again',

  menu: (name: string) => `More for ${name}`,
  menuTitle: (name: string) => `What can be done with ${name}`,
  rename: 'Rename',
  delete: 'Delete',
  forget: 'Remove from this list',
  newTitle: 'New title',
  save: 'Save',
  cancel: 'Cancel',
  renaming: 'Renaming…',
  notRenamed: 'It could not be renamed. Are you allowed to, and is the server there?',
  renamed: (name: string) => `Renamed to “${name}”.`,

  deleteTitle: (name: string) => `Delete “${name}”?`,
  deleteText:
    'It closes for everybody who has it open. You can restore it from the start page for a while.',
  deleting: 'Deleting…',
  deletedWhen: (when: string, isGone: boolean) =>
    `Deleted ${when === 'now' ? 'just now' : when}${isGone ? ', and its text is gone for good' : ''}.`,
  beginAnew: 'Begin anew under this name',

  deletedNotice: (name: string) => `Deleted “${name}”.`,
  notDeleted: {
    refused: 'You are not allowed to delete this document.',
    failed: 'The server does not say whether it is deleted. Look again in a moment.',
  },
  notThere: (name: string) => `“${name}” is not on the server any more.`,
  undo: 'Undo',
  dismiss: 'Dismiss',
  restored: (name: string) => `“${name}” is back.`,
  notRestored: (name: string) => `“${name}” could not be restored.`,

  deleted: 'Recently deleted',
  deletedHint: 'Deleted documents can be restored for a while. After that they are gone for good.',
  restore: 'Restore',
  restoreNamed: (name: string) => `Restore ${name}`,
  left: (days: number) => (days <= 1 ? 'gone tomorrow' : `${days} days left`),
} as const

function counted(count: number): string {
  return count === 1 ? '1 document' : `${count.toLocaleString('en')} documents`
}
