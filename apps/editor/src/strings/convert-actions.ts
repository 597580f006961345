/** The menu's words for files; what they lead to has its own. */
export const convertActions = {
  import: 'Import a file…',
  download: 'Download…',
  copyAsMarkdown: 'Copy as Markdown',
} as const
