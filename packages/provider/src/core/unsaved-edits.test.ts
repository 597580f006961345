import { ProtocolError } from '@weft/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnsavedEdits } from './unsaved-edits.ts'

describe('the number of unsaved edits', () => {
  it('falls by the edits that the confirmed messages hold', () => {
    const edits = new UnsavedEdits(0)
    edits.beginConnection()
    make(edits, 3)
    edits.messageSent()
    make(edits, 2)
    edits.messageSent()
    make(edits, 1)

    edits.confirm(1)
    expect(edits.count).toBe(3)
    edits.confirm(2)
    expect(edits.count).toBe(1)
  })

  it('[P31] is nothing once a step 2 is confirmed that was encoded after all edits', () => {
    const edits = new UnsavedEdits(1)
    make(edits, 200)
    edits.beginConnection()
    edits.messageSent()

    edits.confirm(1)

    expect(edits.count).toBe(0)
  })

  it('does not fall by what a connection sent that was lost', () => {
    const edits = new UnsavedEdits(0)
    edits.beginConnection()
    make(edits, 1)
    edits.messageSent()
    make(edits, 1)
    edits.messageSent()
    edits.confirm(1)

    edits.beginConnection()
    edits.messageSent()

    expect(edits.count).toBe(1)
    edits.confirm(1)
    expect(edits.count).toBe(0)
  })

  it('is not changed by a confirmation that is heard twice', () => {
    const edits = new UnsavedEdits(0)
    edits.beginConnection()
    make(edits, 2)
    edits.messageSent()
    edits.confirm(1)
    make(edits, 1)

    edits.confirm(1)
    edits.confirm(0)

    expect(edits.count).toBe(1)
  })

  it('[P28] refuses a confirmation of more messages than this connection has sent', () => {
    const edits = new UnsavedEdits(0)
    edits.beginConnection()
    make(edits, 2)
    edits.messageSent()
    edits.messageSent()

    edits.beginConnection()
    edits.messageSent()

    expect(() => edits.confirm(2)).toThrow(ProtocolError)
    expect(edits.count).toBe(2)
  })

  it('counts what the server really has, whatever is sent, lost and confirmed', () => {
    const act = fc.constantFrom('edit', 'edit', 'send', 'send', 'store', 'hear', 'reconnect')
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200, size: 'max' }), (acts) => {
        const edits = new UnsavedEdits(0)
        // The server's own books, by which the count is checked: the edits that each message held.
        let made = 0
        let onDisk = 0
        let sent: number[] = []
        let stored = 0
        let told = 0
        let heard = 0
        edits.beginConnection()
        return acts.every((what) => {
          if (what === 'edit') {
            made += 1
            edits.add()
          } else if (what === 'send') {
            sent.push(made)
            edits.messageSent()
          } else if (what === 'store' && stored < sent.length) {
            stored += 1
            onDisk = Math.max(onDisk, sent[stored - 1] ?? 0)
            told = stored
          } else if (what === 'hear' && told > 0) {
            edits.confirm(told)
            heard = onDisk
          } else if (what === 'reconnect') {
            sent = []
            stored = 0
            told = 0
            edits.beginConnection()
          }
          // Never less than what is missing on the disk, and exactly what has not been confirmed.
          return edits.count >= made - onDisk && edits.count === made - heard
        })
      }),
      { numRuns: 300 },
    )
  })
})

function make(edits: UnsavedEdits, count: number): void {
  for (let made = 0; made < count; made += 1) edits.add()
}
