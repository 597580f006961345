const SOI = 0xd8
const SOS = 0xda
const APP1 = 0xe1
const APP13 = 0xed
const COMMENT = 0xfe

/**
 * A photo without what it says of its making: place, time, camera. Of JPEG files, which is what cameras write, these
 * parts are left out and the picture itself stays as it is, bit for bit; how it is to be turned is kept. Other files come
 * back as they are.
 */
export async function stripMetadata(file: Blob): Promise<Blob> {
  if (file.type !== 'image/jpeg') return file
  const bytes = new Uint8Array(await file.arrayBuffer())
  const parts = partsToKeep(bytes)
  return parts ? new Blob(parts, { type: file.type }) : file
}

/** @returns Undefined for what is not built as it should be, and is left to those who show it. */
export function partsToKeep(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined
  const kept = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return undefined
    // From here on it is the picture.
    if (marker === SOS) return [...kept, bytes.subarray(at)]
    const end = at + 2 + view.getUint16(at + 2)
    if (end < at + 4 || end > bytes.length) return undefined
    if (marker === APP1) {
      const orientation = orientationIn(
        new DataView(bytes.buffer, bytes.byteOffset + at + 4, end - at - 4),
      )
      if (orientation > 1) kept.push(orientationPart(orientation))
    } else if (marker !== APP13 && marker !== COMMENT) kept.push(bytes.subarray(at, end))
    at = end
  }
  return undefined
}

/** 1 to 8, as Exif counts the ways to hold a camera; 1 when it is not said. */
function orientationIn(part: DataView): number {
  const text = (from: number) => String.fromCharCode(part.getUint8(from), part.getUint8(from + 1))
  // "Exif", two zeros, then a TIFF file of its own.
  if (part.byteLength < 22 || text(0) !== 'Ex' || text(2) !== 'if') return 1
  const isLittle = text(6) === 'II'
  const directory = 6 + part.getUint32(10, isLittle)
  if (directory + 2 > part.byteLength) return 1
  const count = part.getUint16(directory, isLittle)
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + 12 * index
    if (entry + 12 > part.byteLength) return 1
    if (part.getUint16(entry, isLittle) === 0x0112) {
      const orientation = part.getUint16(entry + 8, isLittle)
      return orientation >= 1 && orientation <= 8 ? orientation : 1
    }
  }
  return 1
}

/** An Exif part that says nothing else. */
function orientationPart(orientation: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0xff, APP1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0],
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
  ])
}
