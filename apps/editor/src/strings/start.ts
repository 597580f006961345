/** The start page. */
export const start = {
  title: 'Write together.',
  line: 'A live editor on a server of your own. “Saved” means it is on the server’s disk.',
  newDocument: 'New document',
  newCodeDocument: 'New code document',
  welcome: 'Welcome document',
  sideBySide: 'Open side by side',
  openLabel: 'Open or create by name',
  openPlaceholder: 'meeting-notes',
  open: 'Open',
  recent: 'Recent',
  recentHint: 'In this browser',
  recentEmpty: 'Documents that you open appear here.',
  onServer: 'On this server',
  onServerEmpty: 'No documents yet. The first one is yours.',
  loading: 'Loading…',
  tip: 'Nobody else around yet?',
} as const
