import { contain } from '../core/ports.ts'
import { systemClock } from '../system-clock.ts'

/**
 * A value that changes, for whatever draws it. React's `useSyncExternalStore` takes `subscribe` and `getSnapshot` as they
 * are, and `subscribe` keeps Svelte's store contract.
 *
 * The source is listened to only while somebody subscribes.
 */
export interface Store<Value> {
  /**
   * Calls `run` at once with the value now, and after each change with the new one.
   *
   * @returns Ends it; harmless when called again.
   */
  readonly subscribe: (run: (value: Value) => void) => () => void
  /** The value now: immutable, and the same object until it changes. */
  readonly getSnapshot: () => Value
  /** What to draw where there is no connection yet, such as on a server. Always the same. */
  readonly getServerSnapshot: () => Value
}

/** What a store is made of. */
export interface StoreSource<Value> {
  /** What {@link Store.getServerSnapshot} gives. */
  readonly initial: Value
  /** The value now. Gives `previous` back when it still looks the same. */
  readonly read: (previous: Value) => Value
  /** Calls `look` whenever the value may have changed, until what it returns is called. */
  readonly listen: (look: () => void) => () => void
}

/** Makes a store. Its functions need no `this`. */
export function createStore<Value>({ initial, read, listen }: StoreSource<Value>): Store<Value> {
  // An object for each subscription: the same function may subscribe twice.
  const subscriptions = new Set<{ readonly run: (value: Value) => void }>()
  let value = initial
  // Not simply the value: somebody may have read a newer one that was not told yet.
  let told = initial
  let stop: (() => void) | undefined

  const getSnapshot = () => {
    value = read(value)
    return value
  }
  const look = () => {
    if (Object.is(getSnapshot(), told)) return
    told = value
    for (const subscription of [...subscriptions]) {
      // What one of them throws must not keep the news from the others.
      if (subscriptions.has(subscription)) contain(systemClock, () => subscription.run(value))
    }
  }

  return {
    subscribe: (run) => {
      const subscription = { run }
      subscriptions.add(subscription)
      if (!stop) {
        stop = listen(look)
        told = getSnapshot()
      }
      contain(systemClock, () => run(getSnapshot()))
      return () => {
        subscriptions.delete(subscription)
        if (subscriptions.size > 0) return
        stop?.()
        stop = undefined
      }
    },
    getSnapshot,
    getServerSnapshot: () => initial,
  }
}
