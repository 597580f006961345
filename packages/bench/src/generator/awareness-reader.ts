import { VarintReader } from './varint.ts'

const reader = new VarintReader()

/** Takes one client's newest clock. */
export type OnClock = (client: number, clock: number) => void

/** Tells which clocks an awareness payload brings; the states are not looked at. */
export function readAwareness(
  bytes: Uint8Array,
  start: number,
  end: number,
  onClock: OnClock,
): void {
  reader.from(bytes, start, end)
  for (let entries = reader.number(); entries > 0; entries -= 1) {
    const client = reader.number()
    const clock = reader.number()
    reader.skipBytes()
    onClock(client, clock)
  }
}

/** Tells which clocks Weft's awareness patches bring (rule P60 of the protocol). */
export function readAwarenessPatches(
  bytes: Uint8Array,
  start: number,
  end: number,
  onClock: OnClock,
): void {
  reader.from(bytes, start, end)
  while (!reader.isAtEnd) {
    const client = reader.number()
    const base = reader.number()
    const clock = base + reader.number()
    for (let hunks = reader.number(); hunks > 0; hunks -= 1) {
      reader.number()
      reader.number()
      reader.skipBytes()
    }
    onClock(client, clock)
  }
}
