import type { Awareness } from 'y-protocols/awareness'

type State = NonNullable<ReturnType<Awareness['getLocalState']>>

/**
 * An Awareness whose states have whatever type the reader expects. Editors differ in what they demand of a state, and
 * nobody checks what other clients put there, so a type given here is an assumption, not a fact.
 */
export interface CollabAwareness extends Awareness {
  /** The own state; null when it was taken away. */
  getLocalState<Expected = State>(): Expected | null
  /** All states by client ID, the own one included. */
  getStates<Expected = State>(): Map<number, Expected>
}
