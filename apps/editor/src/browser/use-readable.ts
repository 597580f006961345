import { useCallback, useSyncExternalStore } from 'react'
import type { Readable } from '../collaboration/observable.ts'

/** The value of a {@link Readable}, drawn anew when it changes. */
export function useReadable<T>(readable: Readable<T>): T {
  const subscribe = useCallback((listener: () => void) => readable.subscribe(listener), [readable])
  return useSyncExternalStore(subscribe, () => readable.get())
}
