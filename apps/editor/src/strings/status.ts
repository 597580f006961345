import type { StatusKind } from '../collaboration/save-status.ts'

/** Whether what was written is saved. */
export const status = {
  pill: {
    connecting: 'Connecting…',
    syncing: 'Syncing…',
    saved: 'Saved',
    saving: 'Saving…',
    unconfirmed: 'Connected',
    reconnecting: 'Reconnecting…',
    offline: 'Offline',
    'not-saved': 'Not saved yet',
    'view-only': 'View only',
    full: 'Full',
    'no-access': 'No access',
    'not-found': 'Not found',
    'too-large': 'Too large',
    refused: 'Disconnected',
    'history-changed': 'Two versions',
  } satisfies Record<StatusKind, string>,
  syncing: (count: number) => `Syncing ${changes(count)}…`,
  retry: 'Retry now',
  reload: 'Reload',
  copyText: 'Copy the text',
  textCopied: 'Text copied',
  keepMine: 'Keep mine as a new document',
  keepingMine: 'Keeping yours…',
  keepFailed: 'Yours could not be kept on the server. Copy the text instead.',
  openServers: 'Open the server’s version',
  large: 'Large document',
  largeText: (bytes: number, maxBytes: number) =>
    `This document takes ${megabytes(bytes)} of the ${megabytes(maxBytes)} MB that the server allows. Soon nothing can be added: begin a new one in time.`,
  dismiss: 'OK',
  /** Said when a trouble that was told is over. */
  over: 'Everything works again.',
  /** The pill's name, which begins with what it is about. */
  label: (word: string) => `Status: ${word}`,
} as const

/**
 * The longer text beside the pill: what it means, what happens to one's edits, what to do.
 *
 * @param unsavedChanges Undefined when the server does not tell.
 */
export function statusText(
  kind: StatusKind,
  unsavedChanges: number | undefined,
  peopleHere: number,
): string {
  switch (kind) {
    case 'connecting':
      return 'The document opens as soon as the server answers.'
    case 'syncing':
      return 'Connected again, and catching up.'
    case 'saved':
      return `All changes are on the server’s disk. ${people(peopleHere)}`
    case 'saving':
      return 'The server is writing your changes to its disk.'
    case 'unconfirmed':
      return `Changes are sent at once, but this server does not confirm that it stored them. ${people(peopleHere)}`
    case 'reconnecting':
      return `The connection was lost. ${kept(unsavedChanges)}`
    case 'offline':
      return `This device is offline. ${kept(unsavedChanges)}`
    case 'not-saved':
      return `${changesOfYours(unsavedChanges, 'waits', 'wait')} for the server to store. Keep this tab open.`
    case 'view-only':
      return `You can read this document and not change it. Ask its owner for more. ${lost(unsavedChanges)}`.trim()
    case 'full':
      return `This document is as large as the server allows. You can delete from it; what you add stays in this tab only. ${waiting(unsavedChanges)}`.trim()
    case 'no-access':
      return `You are not allowed to open this document. Ask its owner for access. ${lost(unsavedChanges)}`.trim()
    case 'not-found':
      return `The server has no document of this name, or no longer. ${lost(unsavedChanges)}`.trim()
    case 'too-large':
      return `The document, or one change to it, is larger than the server allows. ${lost(unsavedChanges)}`.trim()
    case 'refused':
      return `The server closed this document. ${lost(unsavedChanges)}`.trim()
    case 'history-changed':
      return 'The server now has another version of this document, for example from a backup. Yours is still here and was not mixed with it.'
  }
}

function kept(unsavedChanges: number | undefined): string {
  if (unsavedChanges === 0) {
    return 'Everything you wrote is saved, and what you write now is kept in this tab until then.'
  }
  return `${changesOfYours(unsavedChanges, 'is', 'are')} kept in this tab and will be sent. Keep the tab open.`
}

function waiting(unsavedChanges: number | undefined): string {
  if (unsavedChanges === 0 || unsavedChanges === undefined) return ''
  return `${changesOfYours(unsavedChanges, 'waits', 'wait')} here.`
}

function lost(unsavedChanges: number | undefined): string {
  if (unsavedChanges === 0 || unsavedChanges === undefined) return ''
  return `${changesOfYours(unsavedChanges, 'was', 'were')} not saved: copy the text before you leave.`
}

/** `2 changes of yours are`. */
function changesOfYours(count: number | undefined, one: string, many: string): string {
  if (count === undefined) return `Changes of yours ${many}`
  return `${sentence(changes(count))} of yours ${count === 1 ? one : many}`
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)
}

export function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`
}

function people(count: number): string {
  return count <= 1 ? 'You are alone here.' : `${count} people are here.`
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
