import type { StatusKind } from '../collaboration/save-status.ts'

/** Whether what was written is saved, in a word. The sentences are in `status-details.ts`, loaded when they are read. */
export const status = {
  pill: {
    connecting: 'Connecting…',
    unreachable: 'No connection',
    syncing: 'Syncing…',
    saved: 'Saved',
    saving: 'Saving…',
    unconfirmed: 'Connected',
    reconnecting: 'Reconnecting…',
    offline: 'Offline',
    'not-saved': 'Not saved yet',
    'view-only': 'View only',
    full: 'Full',
    'signed-out': 'Signed out',
    'no-access': 'No access',
    'not-found': 'Deleted',
    'too-large': 'Too large',
    refused: 'Disconnected',
    'history-changed': 'Two versions',
  } satisfies Record<StatusKind, string>,
  syncing: (count: number) => `Syncing ${changes(count)}…`,
  /** The pill's name, which begins with what it is about. */
  label: (word: string) => `Status: ${word}`,
} as const

export function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`
}
