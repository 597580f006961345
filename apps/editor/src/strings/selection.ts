/** What stands beside selected text. */
export const selection = {
  label: 'Selected text',
} as const
