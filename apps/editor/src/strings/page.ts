/** The page of a document: its menu and its panels. */
export const page = {
  menu: 'More',
  menuTitle: 'What can be done with this document',
  closePanel: 'Close panel',
  newDocument: 'New document',
  find: 'Find',
  replace: 'Find and replace',
  findNext: 'Next match',
  findPrevious: 'Previous match',
  newCodeDocument: 'New code document',
  downloadCode: 'Download as a file',
  developer: 'Developer panel',
  sideBySide: 'Open side by side',
  comment: 'Comment',
  comments: 'Comments',
  commentsNew: (count: number) => `Comments, ${count} new`,
  theme: {
    system: 'Light or dark as the system is',
    light: 'Light',
    dark: 'Dark',
  },
} as const
