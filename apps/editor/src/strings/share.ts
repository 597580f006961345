/** Sharing a document, and signing out. */
export const share = {
  title: 'Share this document',
  titleByLink: 'Share this link',
  address: 'Address',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copy it by hand',
  whoHere: 'This address works on this computer only. Open it in a second window to try it.',
  whoOpen: 'Whoever can reach this server can read and change the document.',
  whoPassword: 'For people who know the password of this server. They can read and change it.',
  whoByLink: 'Whoever has this link can read the document, as you can, and not change it.',
  readOnly: 'Read-only link',
  readOnlyWhat:
    'Lets people read without the password, and see who is editing. They cannot change anything, and you do not see them here.',
  readOnlyAddress: 'Read-only address',
  create: 'Create read-only link',
  stop: 'Stop sharing',
  created: 'Copy the link and send it to whoever is to read along.',
  stopped: 'The link has stopped working, for people who have it open, too.',
  failed: 'The server did not answer. Try again.',
  loading: 'Asking the server…',
  close: 'Close',
} as const
