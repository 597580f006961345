import { decodeMessage, encodeMessage } from '@weft/protocol'
import { checkUpdate } from '../../../../server/src/core/checked-update.ts'
import { Typist } from '../typist.ts'
import type { Workload } from '../workload.ts'

/** A letter that came is decoded and checked, before it may touch a document. */
export const checkLetter: Workload = {
  name: 'an update decoded and checked',
  prepare: (rounds) => {
    const typist = new Typist(0)
    const frames = Array.from({ length: rounds }, () =>
      encodeMessage({ type: 'update', update: typist.type() }),
    )
    let units = 0
    return {
      play(round) {
        const message = decodeMessage(frames[round] ?? new Uint8Array())
        if (message.type === 'update') units += checkUpdate(message.update).units
      },
      end() {
        if (units !== rounds) throw new Error(`${units} structs in place of ${rounds}`)
      },
    }
  },
}
