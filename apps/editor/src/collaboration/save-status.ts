import type { ProviderFacts } from './provider-facts.ts'

/** Everything that the status shown to people depends on. Durations end now. */
export interface ConnectionFacts extends ProviderFacts {
  /** The browser's own word, which may be wrong both ways. */
  readonly browserOnline: boolean
  /** Whether the document's content has arrived at any time. */
  readonly everSynced: boolean
  /** False when the server does not tell what it stored: then nobody can say what is unsaved. */
  readonly isConfirming: boolean
  /** How long nothing more was confirmed while changes wait; undefined when none waits. */
  readonly waitingMs: number | undefined
  /** How long the provider has been saying `saved`; undefined when it does not. */
  readonly savedMs: number | undefined
}

export type StatusKind =
  | 'connecting'
  | 'syncing'
  | 'saved'
  | 'saving'
  | 'unconfirmed'
  | 'reconnecting'
  | 'offline'
  | 'not-saved'
  | 'view-only'
  | 'full'
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
  /** How many changes may exist only in this tab; undefined when the server does not tell. */
  readonly unsavedChanges: number | undefined
  /** Whether the document may be changed, as far as is known; also while there is no connection. */
  readonly canWrite: boolean
}

/** A shorter flicker between two words only unsettles, so `Saved` comes this much later. */
export const SETTLE_MS = 300
/** How long a confirmation may take before people are told. */
export const LATE_MS = 10_000
/** How long a connection that the browser calls dead may take to prove it alive. */
export const DOUBT_MS = 1_000

/**
 * The one status to show. It says `saved` only when the provider does; the smoothing goes the other way, and keeps
 * `saving` a little longer.
 */
export function statusFrom(facts: ConnectionFacts): Status {
  const kind = kindFrom(facts)
  const unsavedChanges = facts.isConfirming ? facts.unsavedChanges : undefined
  const tone = tones[kind]
  // A full document can still be deleted from.
  const canWrite = (facts.canWrite || facts.isFull) && tone !== 'stopped'
  return { kind, tone, unsavedChanges, canWrite }
}

function kindFrom(facts: ConnectionFacts): StatusKind {
  if (facts.historyChanged) return 'history-changed'
  if (facts.closed) return refusals.get(facts.closed.code) ?? 'refused'
  if (facts.connection !== 'connected') {
    if (!facts.browserOnline) return 'offline'
    return facts.everSynced ? 'reconnecting' : 'connecting'
  }
  // A connection over loopback outlives the network, so what gets through counts for more than the browser's word.
  if (!facts.browserOnline && facts.waitingMs !== undefined && facts.waitingMs >= DOUBT_MS) {
    return 'offline'
  }
  if (!facts.synced) return facts.everSynced ? 'syncing' : 'connecting'
  if (facts.isFull) return 'full'
  if (!facts.canWrite) return 'view-only'
  switch (facts.saveState) {
    case 'failed':
      return 'not-saved'
    case 'unknown':
      return 'unconfirmed'
    case 'saved':
      return facts.savedMs !== undefined && facts.savedMs < SETTLE_MS ? 'saving' : 'saved'
    case 'saving':
    case 'offline':
      return facts.waitingMs !== undefined && facts.waitingMs >= LATE_MS ? 'not-saved' : 'saving'
  }
}

/** In how many milliseconds the same facts will make another status, if nothing else happens. */
export function nextTurnMs(facts: ConnectionFacts): number | undefined {
  const turns = [
    facts.savedMs === undefined ? 0 : SETTLE_MS - facts.savedMs,
    facts.waitingMs === undefined ? 0 : LATE_MS - facts.waitingMs,
    facts.waitingMs === undefined || facts.browserOnline ? 0 : DOUBT_MS - facts.waitingMs,
  ].filter((ms) => ms > 0)
  return turns.length === 0 ? undefined : Math.min(...turns)
}

const refusals = new Map<number, StatusKind>([
  [4401, 'no-access'],
  [4403, 'no-access'],
  [4404, 'not-found'],
  [4413, 'too-large'],
])

const tones: Readonly<Record<StatusKind, StatusTone>> = {
  connecting: 'busy',
  syncing: 'busy',
  saved: 'calm',
  saving: 'busy',
  unconfirmed: 'calm',
  reconnecting: 'warning',
  offline: 'warning',
  'not-saved': 'warning',
  'view-only': 'calm',
  full: 'warning',
  'no-access': 'stopped',
  'not-found': 'stopped',
  'too-large': 'stopped',
  refused: 'stopped',
  'history-changed': 'stopped',
}
