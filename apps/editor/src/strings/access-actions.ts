/** The menu's words for leaving. */
export const accessActions = {
  signOut: 'Sign out',
} as const
