/** Comments beside the text. */
export const comments = {
  empty: 'No comments yet.',
  emptyHint: 'Select some text and choose Comment.',
  emptyReadOnly: 'Nobody has commented on this document.',
  list: 'Comments, in the order of the text',
  new: 'New comment',
  newLabel: 'Comment on the selected text',
  write: 'Write a comment…',
  reply: 'Reply…',
  replyLabel: (name: string) => `Reply to ${name}`,
  edit: 'Edit',
  editLabel: 'Edit your comment',
  send: 'Comment',
  sendReply: 'Reply',
  save: 'Save',
  cancel: 'Cancel',

  tooLong: (left: number) => `${left} characters left`,
  delete: 'Delete',
  deleteLabel: 'Delete your comment',
  deleted: 'Comment deleted.',
  restored: 'Comment restored.',
  undo: 'Undo',
  gonePlace: 'The text was deleted',
  goToText: 'Go to the text',
  noQuote: 'Image',
  resolve: 'Resolve',
  resolveLabel: (name: string) => `Resolve the thread that ${name} began`,
  reopen: 'Reopen',
  reopenLabel: (name: string) => `Reopen the thread that ${name} began`,
  resolved: (count: number) => `Resolved (${count})`,
  resolvedBy: (name: string) => `Resolved by ${name}`,
  resolvedSaid: 'Resolved.',
  reopenedSaid: 'Opened again.',
  edited: 'edited',
  removed: 'This comment was deleted.',
  between: (count: number) => (count === 1 ? '1 more reply' : `${count} more replies`),
  moreThreads: (count: number) => `${count} more threads are not shown.`,
  thread: (name: string, quote: string) =>
    quote === '' ? `Thread by ${name}` : `Thread by ${name} on “${quote}”`,
  chip: (name: string, count: number) => (count <= 1 ? `Comment by ${name}` : `${count} comments`),
  announce: (names: readonly string[], count: number) => {
    const [first = ''] = names
    if (names.length > 1) return `${count} new comments.`
    return count === 1 ? `${first} commented.` : `${first} wrote ${count} comments.`
  },
} as const
