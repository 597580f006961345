import type { Workload } from '../workload.ts'
import { checkLetter } from './checking.ts'
import { editTick } from './edits.ts'
import { coldJoin, warmJoin } from './joining.ts'
import { measureTick } from './measuring.ts'
import { caretTick } from './presence.ts'
import { receiveLetter, sendLetter } from './providing.ts'
import { appendBatch } from './storing.ts'

/** Those of one group are played one after the other, in one process. */
export const groups: Readonly<Record<string, readonly Workload[]>> = {
  edits: [
    checkLetter,
    editTick('a tick: 1 writer, 2 stock peers', { writers: 1, peers: 2, kind: 'stock' }),
    editTick('a tick: 1 writer, 20 stock peers', { writers: 1, peers: 20, kind: 'stock' }),
    editTick('a tick: 20 writers, 20 stock peers', { writers: 20, peers: 20, kind: 'stock' }),
    editTick('a tick: 1 writer, 20 providers', { writers: 1, peers: 20, kind: 'provider' }),
    editTick('a tick and its acknowledgement', { writers: 1, peers: 1, kind: 'provider' }),
    measureTick,
  ],
  presence: [
    caretTick('a tick: 20 carets, 20 stock peers', 20, 'stock'),
    caretTick('a tick: 20 carets, 20 providers', 20, 'provider'),
  ],
  joining: [warmJoin, coldJoin],
  storing: [appendBatch],
  providing: [sendLetter, receiveLetter],
}
