/** Following somebody through a document. */
export const follow = {
  following: (name: string) => `Following ${name}`,
  stopHint: 'Esc to stop',
  stop: 'Stop following',
  begins: (name: string) => `Following ${name}. Press Escape to stop.`,
  ends: 'You are on your own again.',
  left: (name: string) => `${name} left. You are on your own again.`,
  /** @param names Of those who follow this tab. */
  followed: (names: readonly string[]) =>
    names.length === 1 ? `${names[0] ?? ''} is following you` : `${names.length} people follow you`,
  unfollowed: 'Nobody follows you any more',
} as const
