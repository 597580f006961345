/** A kind of picture that is taken. Not among them: SVG, which is a program as much as a picture. */
export interface ImageType {
  readonly extension: 'png' | 'jpg' | 'gif' | 'webp' | 'avif'
  readonly contentType: string
}

const types = {
  png: { extension: 'png', contentType: 'image/png' },
  jpg: { extension: 'jpg', contentType: 'image/jpeg' },
  gif: { extension: 'gif', contentType: 'image/gif' },
  webp: { extension: 'webp', contentType: 'image/webp' },
  avif: { extension: 'avif', contentType: 'image/avif' },
} as const satisfies Record<string, ImageType>

/** By the ending of a stored picture's name. */
export const imageTypes: ReadonlyMap<string, ImageType> = new Map(Object.entries(types))

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

/** What kind of picture these bytes are, by themselves: whatever their name and sender say. */
export function imageTypeOf(bytes: Buffer): ImageType | undefined {
  const starts = (start: Buffer): boolean => bytes.subarray(0, start.length).equals(start)
  const text = (from: number, to: number): string => bytes.subarray(from, to).toString('latin1')
  if (starts(PNG)) return types.png
  if (starts(JPEG)) return types.jpg
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return types.gif
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return types.webp
  return text(4, 8) === 'ftyp' && isAvif(bytes) ? types.avif : undefined
}

/** Of the brands in the first box of the file, one is AVIF, still or moving. */
function isAvif(bytes: Buffer): boolean {
  const boxEnd = Math.min(bytes.length >= 4 ? bytes.readUInt32BE(0) : 0, bytes.length, 256)
  for (let at = 8; at + 4 <= boxEnd; at += 4) {
    if (at !== 12 && /^avi[fs]$/.test(bytes.subarray(at, at + 4).toString('latin1'))) return true
  }
  return false
}
