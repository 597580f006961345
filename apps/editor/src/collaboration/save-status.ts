import type { KeptIn, ProviderFacts } from './provider-facts.ts'

/** Everything that the status shown to people depends on. Durations end now. */
export interface ConnectionFacts extends ProviderFacts {
  /** The browser's own word, which may be wrong both ways. */
  readonly browserOnline: boolean
  /** Whether the server's content has arrived at any time. */
  readonly everSynced: boolean
  /** Whether there is a text to work with: the server's, or this device's copy of it. */
  readonly hasContent: boolean
  /** Whether changes wait that were made without a connection. */
  readonly isCatchingUp: boolean
  /** False when the server does not tell what it stored: then nobody can say what is unsaved. */
  readonly isConfirming: boolean
  /** How long nothing more was confirmed while changes wait; undefined when none waits. */
  readonly waitingMs: number | undefined
}

export type StatusKind =
  | 'connecting'
  | 'unreachable'
  | 'syncing'
  | 'saved'
  | 'saving'
  | 'unconfirmed'
  | 'reconnecting'
  | 'offline'
  | 'not-saved'
  | 'view-only'
  | 'full'
  | 'signed-out'
  | 'no-access'
  | 'not-found'
  | 'too-large'
  | 'refused'
  | 'history-changed'

/** `calm`: nothing to do. `busy`: in a moment. `warning`: wait, or help. `stopped`: it won't go on by itself. */
export type StatusTone = 'calm' | 'busy' | 'warning' | 'stopped'

export interface Status {
  readonly kind: StatusKind
  readonly tone: StatusTone
  /** How many changes may exist only here; undefined when the server does not tell. */
  readonly unsavedChanges: number | undefined
  /** Where those changes are. */
  readonly keptIn: KeptIn
  readonly hasContent: boolean
  /** Whether the document may be changed, as far as is known; also while there is no connection. */
  readonly canWrite: boolean
}

export function sameStatus(one: Status, other: Status): boolean {
  return (
    one.kind === other.kind &&
    one.unsavedChanges === other.unsavedChanges &&
    one.keptIn === other.keptIn &&
    one.hasContent === other.hasContent &&
    one.canWrite === other.canWrite
  )
}

/** How long a confirmation may take before people are told. */
export const LATE_MS = 10_000
/** How long a connection that the browser calls dead may take to prove it alive. */
export const DOUBT_MS = 1_000
/** So many attempts may fail before a page that waits for its first content says why. */
const PATIENT_FAILURES = 2

/** The one status that is true now. It says `saved` only when the provider does. */
export function statusFrom(facts: ConnectionFacts): Status {
  const kind = kindFrom(facts)
  const unsavedChanges = facts.isConfirming ? facts.unsavedChanges : undefined
  // Whoever wrote something that is not taken any more has to decide what becomes of it.
  const isLeftOver = kind === 'view-only' && (unsavedChanges ?? 0) > 0
  const tone = isLeftOver ? 'warning' : tones[kind]
  // A full document can still be deleted from.
  const canWrite = (facts.canWrite || facts.isFull) && tone !== 'stopped'
  return {
    kind,
    tone,
    unsavedChanges,
    keptIn: facts.keptIn,
    hasContent: facts.hasContent,
    canWrite,
  }
}

function kindFrom(facts: ConnectionFacts): StatusKind {
  if (facts.historyChanged) return 'history-changed'
  if (facts.closed) return refusals.get(facts.closed.code) ?? 'refused'
  if (facts.connection !== 'connected') return withoutConnection(facts)
  const { waitingMs } = facts
  // A connection over loopback outlives the network, so what gets through counts for more than the browser's word.
  if (!facts.browserOnline && waitingMs !== undefined && waitingMs >= DOUBT_MS) return 'offline'
  if (!facts.synced) return facts.everSynced || facts.isCatchingUp ? 'syncing' : 'connecting'
  if (facts.isFull) return 'full'
  if (!facts.canWrite) return 'view-only'
  switch (facts.saveState) {
    case 'failed':
      return 'not-saved'
    case 'unknown':
      return 'unconfirmed'
    case 'saved':
      return 'saved'
    case 'saving':
    case 'offline':
      if (waitingMs !== undefined && waitingMs >= LATE_MS) return 'not-saved'
      return facts.isCatchingUp ? 'syncing' : 'saving'
  }
}

function withoutConnection(facts: ConnectionFacts): StatusKind {
  if (!facts.browserOnline) return 'offline'
  if (facts.everSynced) return 'reconnecting'
  if (facts.failures < PATIENT_FAILURES) return 'connecting'
  return facts.hasContent ? 'reconnecting' : 'unreachable'
}

/** In how many milliseconds the same facts will make another status, if nothing else happens. */
export function nextTurnMs({ waitingMs, browserOnline }: ConnectionFacts): number | undefined {
  if (waitingMs === undefined) return undefined
  const turns = [LATE_MS - waitingMs, browserOnline ? 0 : DOUBT_MS - waitingMs]
  const coming = turns.filter((ms) => ms > 0)
  return coming.length === 0 ? undefined : Math.min(...coming)
}

const refusals = new Map<number, StatusKind>([
  [4401, 'signed-out'],
  [4403, 'no-access'],
  [4404, 'not-found'],
  [4413, 'too-large'],
])

const tones: Readonly<Record<StatusKind, StatusTone>> = {
  connecting: 'busy',
  unreachable: 'warning',
  syncing: 'busy',
  saved: 'calm',
  saving: 'busy',
  unconfirmed: 'calm',
  reconnecting: 'warning',
  offline: 'warning',
  'not-saved': 'warning',
  'view-only': 'calm',
  full: 'warning',
  'signed-out': 'stopped',
  'no-access': 'stopped',
  'not-found': 'stopped',
  'too-large': 'stopped',
  refused: 'stopped',
  'history-changed': 'stopped',
}
