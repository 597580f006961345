/** What there is at this moment, in all. */
export interface ServerStatus {
  /** `open`: takes peers in. `draining`: sends newcomers away. `closing`: sends everybody away. */
  readonly state: 'open' | 'draining' | 'closing'
  /** Those that carry one document, and those that carry many. */
  readonly connections: { readonly own: number; readonly shared: number }
  readonly sessions: {
    readonly greeting: number
    readonly joining: number
    readonly joined: number
  }
  readonly rooms: { readonly loading: number; readonly live: number; readonly closing: number }
  /** Peers that did not read what they were sent, and get nothing more until they have. */
  readonly behind: number
  /** What was sent and has not left, over all connections, in bytes. */
  readonly unsentBytes: number
  /** The same for the one connection with the most. */
  readonly mostUnsentBytes: number
  /** What was taken and is not on disk, in bytes of memory, roughly. */
  readonly unsavedBytes: number
  /** For how long the oldest edit that is not on disk has been waiting, in milliseconds. */
  readonly lagMs: number
}

/** A session, as far as the server's status is concerned. */
export interface CountedSession {
  readonly stage: keyof ServerStatus['sessions'] | 'closed'
  readonly isBehind: boolean
  /** Whether it has no connection of its own. */
  readonly isShared: boolean
  readonly unsentBytes: number
}

/** The part of the status that sessions and shared connections make up. */
export function statusOf(
  sessions: Iterable<CountedSession>,
  shared: Iterable<{ readonly unsentBytes: number }>,
): Omit<ServerStatus, 'state' | 'rooms' | 'unsavedBytes' | 'lagMs'> {
  const connections = { own: 0, shared: 0 }
  const stages = { greeting: 0, joining: 0, joined: 0, closed: 0 }
  let behind = 0
  let unsentBytes = 0
  let mostUnsentBytes = 0
  const holds = (bytes: number): void => {
    unsentBytes += bytes
    mostUnsentBytes = Math.max(mostUnsentBytes, bytes)
  }
  for (const session of sessions) {
    stages[session.stage] += 1
    if (session.isBehind) behind += 1
    // What waits on a shared connection is counted with the connection, and once.
    if (session.isShared) continue
    connections.own += 1
    holds(session.unsentBytes)
  }
  for (const connection of shared) {
    connections.shared += 1
    holds(connection.unsentBytes)
  }
  const { closed: _gone, ...open } = stages
  return { connections, sessions: open, behind, unsentBytes, mostUnsentBytes }
}
