import { builtFrom, isAllOf, type Built } from './built.ts'
import type { SourceUpdate } from './source.ts'
import { StateBuilder } from './state-builder.ts'

/** Makes documents of updates. What a source holds was sent by strangers, and may be made to cost. */
export interface Builder {
  /** @throws {CannotBuild} */
  build(updates: AsyncIterable<SourceUpdate>): Promise<Built & { readonly bytes: number }>
  /**
   * Whether stored updates hold all of a state; if they are to be the same, also nothing else, and look alike.
   *
   * @throws {CannotBuild}
   */
  isAllOf(updates: readonly Uint8Array[], state: Uint8Array, mustBeSame: boolean): Promise<boolean>
}

/** A document that takes more time or memory than it may, or that Yjs throws on. The message says which, going on from "…: ". */
export class CannotBuild extends Error {
  override readonly name = 'CannotBuild'
}

/** Builds where it is called, at whatever cost. */
export const builderHere: Builder = {
  build: async (updates) => {
    const builder = new StateBuilder()
    for await (const update of updates) builder.add(update)
    const { doc, problems, bytes } = builder.finish()
    return { ...builtFrom(doc, problems), bytes }
  },
  isAllOf: async (updates, state, mustBeSame) => isAllOf(updates, state, mustBeSame),
}
