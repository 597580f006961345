import type { Readable } from '../collaboration/observable.ts'

/** Whether the browser thinks that there is a network. */
export const browserOnline: Readable<boolean> = {
  get: () => navigator.onLine,
  subscribe: (listener) => {
    window.addEventListener('online', listener)
    window.addEventListener('offline', listener)
    return () => {
      window.removeEventListener('online', listener)
      window.removeEventListener('offline', listener)
    }
  },
}
