import { onScopeDispose, shallowRef } from '@vue/reactivity'
import type { Store } from './index.ts'

export function useStore<Value>(store: Store<Value>) {
  const value = shallowRef(store.getSnapshot())
  onScopeDispose(store.subscribe((now) => (value.value = now)))
  return value
}
