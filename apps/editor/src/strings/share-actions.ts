/** The menu's words for sharing and signing out; the dialog has its own. */
export const shareActions = {
  share: 'Share…',
  signOut: 'Sign out',
} as const
