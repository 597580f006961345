import type { View } from './database.ts'
import { isCorruption } from './failure.ts'

/** A row's value; `unreadable` when LevelDB cannot make sense of its file there. */
export async function getOrFind(
  view: View,
  key: Uint8Array,
): Promise<Uint8Array | undefined | 'unreadable'> {
  try {
    return await view.get(key)
  } catch (error) {
    if (isCorruption(error)) return 'unreadable'
    throw error
  }
}
