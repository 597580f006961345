// Six bytes, big-endian: enough for any sequence number and size, and in order when compared byte by byte.

export function writeUint48(bytes: Uint8Array, offset: number, value: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  view.setUint16(offset, Math.floor(value / 2 ** 32))
  view.setUint32(offset + 2, value % 2 ** 32)
}

export function readUint48(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2)
}
