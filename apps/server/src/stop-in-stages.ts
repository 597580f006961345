/** What a server's end is made of. */
export interface StopStages {
  /** For how long load balancers may go on sending people here, in milliseconds. */
  readonly delayMs: number
  /** Over how long peers are sent away, in milliseconds. */
  readonly windowMs: number
  /** Says to load balancers that nobody is to come any more. */
  readonly drain: () => void
  /** Sends peers away, and brings everything to disk. */
  readonly close: () => void
  /** Sends those peers away at once who are still to be. */
  readonly hasten: () => void
  /** Ends now, whatever is lost by it. */
  readonly abandon: () => void
  /** Runs something later; what it returns calls that off. */
  readonly after: (delayMs: number, run: () => void) => () => void
}

type State =
  | { readonly is: 'serving' }
  | { readonly is: 'draining'; readonly callOff: () => void }
  | { readonly is: 'sending away' }
  | { readonly is: 'in a hurry' }

/**
 * Stops a server stage by stage.
 *
 * @returns To be called for each wish to stop. The first begins; a second one ends the waiting for load balancers and for
 *   peers, and everything still comes to disk; where there is nothing to wait for, or no more, it ends the server.
 */
export function stopInStages(stages: StopStages): () => void {
  const { delayMs, windowMs, drain, close, hasten, abandon, after } = stages
  let state: State = { is: 'serving' }
  const sendAway = (): void => {
    state = windowMs > 0 ? { is: 'sending away' } : { is: 'in a hurry' }
    close()
  }
  return () => {
    switch (state.is) {
      case 'serving':
        drain()
        if (delayMs === 0) return sendAway()
        state = { is: 'draining', callOff: after(delayMs, sendAway) }
        return
      case 'draining':
        state.callOff()
        state = { is: 'in a hurry' }
        close()
        return hasten()
      case 'sending away':
        state = { is: 'in a hurry' }
        return hasten()
      case 'in a hurry':
        return abandon()
    }
  }
}
