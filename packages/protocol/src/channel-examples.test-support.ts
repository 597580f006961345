import type { ChannelFrame } from './channel.ts'

/** A frame of a shared connection, its bytes in hexadecimal, and how PROTOCOL.md names it. */
interface ChannelExample {
  readonly title: string
  readonly frame: ChannelFrame
  readonly hex: string
}

/** The bytes are written out by hand: they are the wire, and never follow the code. */
export const channelExamples: readonly ChannelExample[] = [
  {
    title: 'open channel 1 on "notes"',
    frame: { type: 'openChannel', channel: 1, documentName: 'notes' },
    hex: '51 01 05 6e 6f 74 65 73',
  },
  {
    title: 'open channel 300 on "ä"',
    frame: { type: 'openChannel', channel: 300, documentName: 'ä' },
    hex: '51 ac 02 02 c3 a4',
  },
  {
    title: 'on channel 1, saved 3, up to sequence 300',
    frame: { type: 'channel', channel: 1, frame: Uint8Array.of(0x42, 0x03, 0xac, 0x02) },
    hex: '50 01 42 03 ac 02',
  },
  {
    title: 'close channel 300 with 4403, "no"',
    frame: { type: 'closeChannel', channel: 300, code: 4403, reason: 'no' },
    hex: '52 ac 02 b3 22 02 6e 6f',
  },
]
