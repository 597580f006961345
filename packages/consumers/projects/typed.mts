import { WeftProvider, type SaveState } from '@weft/provider'
import { presenceStore, type Store } from '@weft/provider/stores'
import { useMyPresence } from '@weft/react'
import { createServer } from '@weft/server'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

export const provider: { doc: Y.Doc; awareness: Awareness } = new WeftProvider(
  'ws://host',
  'a',
  new Y.Doc(),
)
export const states: Record<SaveState, true> = {
  saved: true,
  saving: true,
  offline: true,
  failed: true,
  unknown: true,
}
export const cursors: Store<readonly { readonly selected: number | undefined }[]> = presenceStore(
  new WeftProvider('ws://host', 'a', new Y.Doc()),
  { select: ({ at }: { at?: number }) => at },
)
export const mine = () => useMyPresence<{ status: 'idle' }>()[0].status satisfies 'idle' | undefined
export { createServer }
// @ts-expect-error A name is text.
new WeftProvider('ws://host', 7, new Y.Doc())
