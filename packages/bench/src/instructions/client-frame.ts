/** Always the same, as all that is played. */
const MASK = [0x12, 0x34, 0x56, 0x78]
const FINAL_BINARY = 0x82
const MASKED = 0x80
const SHORT = 125
const LONG = 126

/** A message as browsers put it on the wire: one masked frame. Up to 64 KiB. */
export function clientFrame(message: Uint8Array): Buffer {
  const { length } = message
  const head = length <= SHORT ? [length | MASKED] : [LONG | MASKED, length >> 8, length & 0xff]
  const masked = message.map((byte, index) => byte ^ (MASK[index % 4] ?? 0))
  return Buffer.concat([Buffer.from([FINAL_BINARY, ...head, ...MASK]), masked])
}
