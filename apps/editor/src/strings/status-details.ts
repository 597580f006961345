import type { KeptIn } from '../collaboration/provider-facts.ts'
import type { Status, StatusKind } from '../collaboration/save-status.ts'
import { changes } from './status.ts'

/** What is said of a status beyond its word: what can be done about it. */
export const statusDetails = {
  retry: 'Retry now',
  nextAttempt: (seconds: number) =>
    seconds <= 0 ? 'Trying now…' : `Next attempt in ${seconds} s.`,
  reload: 'Reload',
  copyText: 'Copy the text',
  textCopied: 'Text copied',
  forget: 'Remove from this device',
  signIn: 'Sign in again',
  otherDocuments: 'Other documents',
  keepMine: 'Keep mine as a new document',
  keepingMine: 'Keeping yours…',
  keepFailed: 'Yours could not be kept on the server. Copy the text instead.',
  openServers: 'Open the server’s version',
  large: 'Large document',
  largeText: (bytes: number, maxBytes: number) =>
    `This document takes ${megabytes(bytes)} of the ${megabytes(maxBytes)} MB that the server allows. Soon nothing can be added: begin a new one in time.`,
  dismiss: 'OK',
  /** Said once when a trouble that was told is over. */
  savedAgain: 'Connected again. All changes are saved.',
  connectedAgain: 'Connected again.',
} as const

/** The banner's title: what happened. */
export const statusTitle: Readonly<Record<StatusKind, string>> = {
  connecting: 'Connecting…',
  unreachable: 'The server does not answer',
  syncing: 'Connected again',
  saved: 'Saved',
  saving: 'Saving…',
  unconfirmed: 'Connected',
  reconnecting: 'No connection to the server',
  offline: 'You are offline',
  'not-saved': 'Not saved yet',
  'view-only': 'View only',
  full: 'This document is full',
  'signed-out': 'You are signed out',
  'no-access': 'No access',
  'not-found': 'This document was deleted',
  'too-large': 'Too large',
  refused: 'Disconnected',
  'history-changed': 'There are two versions',
}

/** The same for somebody who reads by a link, and has written nothing that could be lost. */
const readerTexts: Readonly<Partial<Record<StatusKind, string>>> = {
  'view-only':
    'You read this document by a link, and cannot change it. Ask whoever sent you the link if you want to write. The others do not see that you are here.',
  reconnecting: 'What the others write shows up when the connection is back.',
  offline: 'What the others write shows up when you are online again.',
  'no-access': 'This link does not work, or not any more. Ask whoever sent it to you for another.',
  'not-found': 'The document was deleted. Ask whoever sent you the link.',
  'history-changed':
    'The server now has another version of this document, for example from a backup. You still see the one before.',
}

/**
 * The longer text: what it means, what happens to one's edits, what to do.
 *
 * @param byLink Whether it is for somebody who reads by a link.
 */
export function statusText(status: Status, peopleHere: number, byLink = false): string {
  const forReader = byLink ? readerTexts[status.kind] : undefined
  return forReader ?? textFor(status, peopleHere)
}

function textFor(status: Status, peopleHere: number): string {
  return sentences(status, peopleHere)
    .filter((text) => text !== '')
    .join(' ')
}

function sentences(status: Status, peopleHere: number): readonly string[] {
  const { kind, unsavedChanges, keptIn } = status
  switch (kind) {
    case 'connecting':
      return status.hasContent
        ? ['This is the copy that this device has kept.', future(keptIn)]
        : ['The document opens as soon as the server answers.']
    case 'unreachable':
      return ['This device has no copy of the document yet. It opens once the server is back.']
    case 'syncing':
      return ['Connected again, and catching up.']
    case 'saved':
      return ['All changes are on the server’s disk.', people(peopleHere)]
    case 'saving':
      return ['The server is writing your changes to its disk.']
    case 'unconfirmed':
      return [
        'Changes are sent at once, but this server does not confirm that it stored them.',
        people(peopleHere),
      ]
    case 'reconnecting':
    case 'offline':
      return kept(status)
    case 'not-saved':
      return [`${yours(unsavedChanges, 'waits', 'wait')} for the server to store.`, advice(keptIn)]
    case 'view-only':
      return ['You can read this document and not change it. Ask its owner for more.', lost(status)]
    case 'full':
      return [
        'It is as large as the server allows. You can delete from it; what you add is not sent.',
        waiting(unsavedChanges),
      ]
    case 'signed-out':
      return ['Sign in again to go on, here or in another tab.', signedOut(status)]
    case 'no-access':
      return ['You are not allowed to open this document. Ask its owner for access.', lost(status)]
    case 'not-found':
      return ['Nobody can open it unless it is restored.', lost(status)]
    case 'too-large':
      return ['The document, or one change to it, is larger than the server allows.', lost(status)]
    case 'refused':
      return ['The server closed this document. Reload to try again.', lost(status)]
    case 'history-changed':
      return [
        'The server now has another version of this document, for example from a backup. Yours is still here and was not mixed with it. Opening the server’s version gives yours up.',
      ]
  }
}

function kept({ unsavedChanges, keptIn }: Status): readonly string[] {
  if (unsavedChanges === 0) return ['Everything you wrote is saved.', future(keptIn)]
  const place = keptIn === 'device' ? 'on this device' : 'in this tab'
  return [
    `${yours(unsavedChanges, 'is', 'are')} kept ${place} and will be sent.`,
    keptIn === 'device' ? '' : `${why[keptIn]}Keep the tab open.`,
  ]
}

/** What happens to what is written from now on. */
function future(keptIn: KeptIn): string {
  if (keptIn === 'device') return 'What you write now is kept on this device and sent later.'
  return `${why[keptIn]}What you write now is kept in this tab and sent later: keep it open.`
}

function advice(keptIn: KeptIn): string {
  return keptIn === 'device' ? 'They are kept on this device.' : `${why[keptIn]}Keep this tab open.`
}

const why: Readonly<Record<Exclude<KeptIn, 'device'>, string>> = {
  tab: '',
  full: 'This device has no room left. ',
  denied: 'This browser does not let the page keep anything. ',
}

function waiting(unsavedChanges: number | undefined): string {
  if (unsavedChanges === 0 || unsavedChanges === undefined) return ''
  return `${yours(unsavedChanges, 'waits', 'wait')} here.`
}

function signedOut({ unsavedChanges, keptIn }: Status): string {
  if (unsavedChanges === 0 || unsavedChanges === undefined) return ''
  const unsaved = yours(unsavedChanges, 'is', 'are')
  return keptIn === 'device'
    ? `${unsaved} kept on this device, and sent once you are back.`
    : `${unsaved} only in this tab: sign in in another one, and come back to this.`
}

function lost({ unsavedChanges, keptIn }: Status): string {
  if (unsavedChanges === 0 || unsavedChanges === undefined) return ''
  const end = keptIn === 'device' ? 'still on this device' : 'only in this tab'
  return `${yours(unsavedChanges, 'was', 'were')} not saved and ${unsavedChanges === 1 ? 'is' : 'are'} ${end}: copy the text if you need it.`
}

/** `2 changes of yours are`. */
function yours(count: number | undefined, one: string, many: string): string {
  if (count === undefined) return `Changes of yours ${many}`
  return `${changes(count)} of yours ${count === 1 ? one : many}`
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)
}

function people(count: number): string {
  return count <= 1 ? 'You are alone here.' : `${count} people are here.`
}
