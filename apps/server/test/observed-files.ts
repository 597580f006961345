import type * as NodeFiles from 'node:fs/promises'

type Files = typeof NodeFiles
type Look = (call: string) => void

let look: Look | undefined

/** Has it called before each step that our own code takes with files, until it is given nothing. */
export function observeFiles(next: Look | undefined): void {
  look = next
}

/** The same files. The real calls are made; somebody looks before. */
export const observed = (files: Files): Files => ({
  ...files,
  open: (...given) => {
    look?.(`open ${String(given[0])}`)
    return files.open(...given)
  },
  rename: (...given) => {
    look?.(`rename ${String(given[0])}`)
    return files.rename(...given)
  },
  rm: (...given) => {
    look?.(`rm ${String(given[0])}`)
    return files.rm(...given)
  },
})
