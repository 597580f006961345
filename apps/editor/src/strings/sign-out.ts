import { changes } from './status.ts'

/** What is said before somebody signs out with edits that are only on this device. */
export const signOut = {
  title: 'Sign out and lose changes?',
  text: 'Signing out removes all documents from this device. These have changes of yours that the server does not have:',
  edits: (count: number) => changes(count),
  advice: 'Open a document to send them. What you still need you can copy from there.',
  leave: 'Sign out and lose them',
  leaving: 'Signing out…',
  failed: 'The server did not answer. You are still signed in, and nothing was removed.',
  cancel: 'Stay signed in',
} as const
