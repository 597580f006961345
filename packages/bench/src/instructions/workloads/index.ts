import type { Workload } from '../workload.ts'
import { checkLetter } from './checking.ts'
import { editTick } from './edits.ts'
import { coldJoin, warmJoin } from './joining.ts'
import { measureTick } from './measuring.ts'
import { caretTick } from './presence.ts'
import { receiveLetter, sendLetter } from './providing.ts'
import { appendBatch } from './storing.ts'

/** Those of one group are played one after the other, in one process. A new one comes last: it changes what the compiler knows. */
export const groups: Readonly<Record<string, readonly Workload[]>> = {
  edits: [
    editTick(
      { name: 'a tick: 1 writer, 20 stock peers', warmUp: 1_000, rounds: 5 },
      { writers: 1, peers: 20, kind: 'stock' },
    ),
    editTick(
      { name: 'a tick: 20 writers, 20 stock peers', warmUp: 200, rounds: 2 },
      { writers: 20, peers: 20, kind: 'stock' },
    ),
    editTick(
      { name: 'a tick: 1 writer, 20 providers', warmUp: 300, rounds: 5 },
      { writers: 1, peers: 20, kind: 'provider' },
    ),
  ],
  small: [
    checkLetter,
    measureTick,
    editTick(
      { name: 'a tick: 1 writer, 2 stock peers', warmUp: 1_500, rounds: 20 },
      { writers: 1, peers: 2, kind: 'stock' },
    ),
    editTick(
      { name: 'a tick and its acknowledgement: 1 provider alone', warmUp: 500, rounds: 20 },
      { writers: 1, peers: 1, kind: 'provider' },
    ),
  ],
  presence: [
    caretTick({ name: 'a tick: 20 carets, 20 stock peers', warmUp: 300, rounds: 2 }, 20, 'stock'),
    caretTick({ name: 'a tick: 20 carets, 20 providers', warmUp: 200, rounds: 2 }, 20, 'provider'),
  ],
  joining: [warmJoin, coldJoin],
  storing: [appendBatch],
  providing: [sendLetter, receiveLetter],
}
