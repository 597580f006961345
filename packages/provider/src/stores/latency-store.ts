import type { WeftProvider } from '../provider.ts'
import { systemClock } from '../system-clock.ts'
import { createStore, type Store } from './store.ts'

const LOOK_MS = 1_000

/** The round trip to the server in whole milliseconds, looked at once a second; undefined while it is not known. */
export function latencyStore(provider: WeftProvider): Store<number | undefined> {
  return createStore<number | undefined>({
    initial: undefined,
    read: () => {
      const { latencyMs } = provider
      return latencyMs === undefined ? undefined : Math.round(latencyMs)
    },
    listen: (look) => {
      let cancel = systemClock.after(LOOK_MS, tick)
      function tick() {
        cancel = systemClock.after(LOOK_MS, tick)
        look()
      }
      return () => cancel()
    },
  })
}
