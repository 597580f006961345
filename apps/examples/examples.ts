/** One example page: a folder with `index.html` and its code. */
export interface Example {
  readonly folder: string
  readonly editor: string
  /** What of Yjs and of the editor it brings together. */
  readonly shows: string
  /** The files that are all of its code, the one with the wiring first. */
  readonly files: readonly [string, ...string[]]
}

/** In the order of the gallery. */
export const examples: readonly Example[] = [
  {
    folder: 'codemirror',
    editor: 'CodeMirror 6',
    shows: 'A code editor on Y.Text, with y-codemirror.next.',
    files: ['main.ts'],
  },
]
