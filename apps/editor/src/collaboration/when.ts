import type { Readable } from './observable.ts'

/** Resolves once a value is as wanted. */
export function when<T>(readable: Readable<T>, isWanted: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined
    const look = () => {
      if (!isWanted(readable.get())) return false
      stop?.()
      resolve()
      return true
    }
    if (!look()) stop = readable.subscribe(look)
  })
}
