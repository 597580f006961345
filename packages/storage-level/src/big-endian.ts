// Numbers with their highest byte first: of one length, they are in order when compared byte by byte. Written without a
// `DataView` over the bytes, which would have to be made for each row.

/** Six bytes: enough for any sequence number and size. */
export function writeUint48(bytes: Uint8Array, offset: number, value: number): void {
  const high = Math.floor(value / 2 ** 32)
  bytes[offset] = high >>> 8
  bytes[offset + 1] = high
  writeUint32(bytes, offset + 2, value % 2 ** 32)
}

export function readUint48(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2)
}

export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24
  bytes[offset + 1] = value >>> 16
  bytes[offset + 2] = value >>> 8
  bytes[offset + 3] = value
}

const float = new DataView(new ArrayBuffer(8))

export function writeFloat64(bytes: Uint8Array, offset: number, value: number): void {
  float.setFloat64(0, value)
  writeUint32(bytes, offset, float.getUint32(0))
  writeUint32(bytes, offset + 4, float.getUint32(4))
}
