export { sharedPosition, shownPosition } from './places.ts'
export { stableSelection, type StableSelectionOptions } from './stable-selection.ts'
