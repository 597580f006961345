import type { Built } from './built.ts'
import type { SourceUpdate } from './source.ts'

/** What a building thread is told. */
export type BuildingTask =
  /** What comes next of the document that is being built. */
  | { readonly is: 'part'; readonly updates: readonly SourceUpdate[]; readonly isLast: boolean }
  | {
      readonly is: 'compare'
      readonly updates: readonly Uint8Array[]
      readonly state: Uint8Array
      readonly mustBeSame: boolean
    }

/** What it says; to each task one answer, and at its start that it is ready. */
export type BuildingAnswer =
  | { readonly is: 'ready' }
  | { readonly is: 'added' }
  | { readonly is: 'built'; readonly built: Built & { readonly bytes: number } }
  | { readonly is: 'compared'; readonly isAll: boolean }
