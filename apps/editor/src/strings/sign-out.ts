import { changes } from './status.ts'

/** What is said while somebody signs out, and before, with edits that are only on this device. */
export const signOut = {
  title: 'Sign out and lose changes?',
  text: 'Signing out removes all documents from this device. These have changes of yours that the server does not have:',
  edits: (count: number) => changes(count),
  advice: 'Open a document to send them. What you still need you can copy from there.',
  leave: 'Sign out and lose them',
  leaving: 'Signing out…',
  leavingText: 'The documents on this device are being removed.',
  failedTitle: 'Not signed out',
  again: 'Try again',
  failed:
    'The server does not answer, and only it can sign you out. You are still signed in, and nothing was removed from this device.',
  cancel: 'Stay signed in',
} as const
