export { stableSelection, type StableSelectionOptions } from './stable-selection.ts'
