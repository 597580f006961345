import { Extension } from '@tiptap/core'
import { stableSelection } from './stable-selection.ts'

/**
 * The same for Tiptap 3, beside its Collaboration extension: one's own caret, selection and scroll position never move
 * because of others. Has no options; the order of the extensions does not matter.
 */
export const StableSelection = Extension.create({
  name: 'stableSelection',
  // Before everything that handles keys: they work where the caret is in the page.
  priority: 1001,
  addProseMirrorPlugins: () => [stableSelection()],
})
