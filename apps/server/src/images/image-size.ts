import type { ImageType } from './image-type.ts'

/** A picture's width and height, in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/**
 * How large a picture is when it is drawn, by what its first bytes say: what a browser goes by when it makes room for it.
 * Undefined where they don't say, and a browser shows nothing.
 */
export function imageSizeOf(bytes: Buffer, { extension }: ImageType): ImageSize | undefined {
  try {
    return readers[extension](bytes)
  } catch (error) {
    // It ends before it has said so.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

type Reader = (bytes: Buffer) => ImageSize | undefined

const readers: Readonly<Record<ImageType['extension'], Reader>> = {
  png: (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }),
  gif: gifSize,
  jpg: jpegSize,
  webp: webpSize,
  avif: avifSize,
}

/** A first frame that is larger than the picture makes the picture larger. */
function gifSize(bytes: Buffer): ImageSize {
  const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  const flags = bytes.readUInt8(10)
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  while (bytes.readUInt8(at) === 0x21) {
    at += 2
    while (bytes.readUInt8(at) !== 0) at += 1 + bytes.readUInt8(at)
    at += 1
  }
  if (bytes.readUInt8(at) !== 0x2c) return size
  return {
    width: Math.max(size.width, bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5)),
    height: Math.max(size.height, bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7)),
  }
}

/** The start of a frame: 0xC0 to 0xCF, but for three that are something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** Marks of which nothing follows, and bytes that are no mark. */
const isBare = (marker: number): boolean =>
  marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0xff

function jpegSize(bytes: Buffer): ImageSize | undefined {
  let at = 2
  for (;;) {
    // Decoders look past what does not belong between the segments.
    at = bytes.indexOf(0xff, at)
    if (at < 0) return undefined
    const marker = bytes.readUInt8(at + 1)
    if (marker === 0xda) return undefined
    if (isFrame(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    if (isBare(marker)) at += 1
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2))
  }
}

function webpSize(bytes: Buffer): ImageSize | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    default:
      return undefined
  }
}

/** The largest of its parts: each `ispe` box tells of one. They are in the box that describes, not among the pixels. */
function avifSize(bytes: Buffer): ImageSize | undefined {
  const sizes: ImageSize[] = []
  for (const { from, to } of descriptionsIn(bytes)) {
    // Not beyond its end: there can be a million boxes, and each search would go through all that follow.
    const box = bytes.subarray(from, to)
    for (let at = box.indexOf('ispe'); at >= 0 && at + 16 <= box.length;) {
      sizes.push({ width: box.readUInt32BE(at + 8), height: box.readUInt32BE(at + 12) })
      at = box.indexOf('ispe', at + 4)
    }
  }
  const areas = sizes.map(({ width, height }) => width * height)
  return sizes[areas.indexOf(areas.reduce((one, other) => Math.max(one, other), 0))]
}

function descriptionsIn(bytes: Buffer): readonly { readonly from: number; readonly to: number }[] {
  const found = []
  for (let from = 0, to = 0; from + 8 <= bytes.length; from = to) {
    const size = bytes.readUInt32BE(from)
    const length = size === 1 ? Number(bytes.readBigUInt64BE(from + 8)) : size
    to = size === 0 ? bytes.length : Math.min(bytes.length, from + Math.max(8, length))
    if (/^(meta|moov)$/.test(bytes.toString('latin1', from + 4, from + 8))) found.push({ from, to })
  }
  return found
}
