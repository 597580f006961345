import { describe, expect, test } from 'vitest'
import { imageSizeOf } from './image-size.ts'
import { imageTypeOf } from './image-type.ts'

const u8 = (...bytes: number[]): Buffer => Buffer.from(bytes)
const text = (words: string): Buffer => Buffer.from(words, 'latin1')
const join = (...parts: Buffer[]): Buffer => Buffer.concat(parts)
const u16be = (value: number): Buffer => u8(value >> 8, value & 255)
const u16le = (value: number): Buffer => u8(value & 255, value >> 8)
const u32be = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const box = (type: string, ...content: Buffer[]): Buffer => {
  const body = join(...content)
  return join(u32be(body.length + 8), text(type), body)
}
const sizeOf = (bytes: Buffer) => {
  const type = imageTypeOf(bytes)
  return type && imageSizeOf(bytes, type)
}

const png = join(text('\x89PNG\r\n\x1a\n'), u32be(13), text('IHDR'), u32be(40_000), u32be(30_000))
const gif = (...rest: Buffer[]) => join(text('GIF89a'), u16le(40), u16le(30), ...rest)
const frame = join(u8(0xff, 0xc2), u16be(11), u8(8), u16be(30_000), u16be(40_000))
const jpeg = (...segments: Buffer[]) => join(u8(0xff, 0xd8), ...segments)
const comment = join(u8(0xff, 0xfe), u16be(6), u8(0xff, 0xc0, 0, 0))
const webp = (kind: string, ...rest: Buffer[]) =>
  join(text('RIFF\x20\0\0\0WEBP'), text(kind), u32be(0), ...rest)
const ispe = (width: number, height: number) => box('ispe', u32be(0), u32be(width), u32be(height))
const ftyp = box('ftyp', text('avif\0\0\0\0mif1'))

describe('a picture is as large as browsers make room for', () => {
  test.each<[string, Buffer, number, number]>([
    ['PNG', png, 40_000, 30_000],
    ['GIF', gif(u8(0, 0, 0, 0x3b)), 40, 30],
    [
      'GIF whose first frame is larger, behind its colors and an extension',
      gif(
        u8(0x80, 0, 0, 1, 2, 3, 4, 5, 6, 0x21, 0xf9, 1, 9, 0, 0x2c),
        join(...[5, 7, 60_000, 50_000].map(u16le)),
      ),
      60_005,
      50_007,
    ],
    ['JPEG', jpeg(frame), 40_000, 30_000],
    ['JPEG with a comment that looks like a frame', jpeg(comment, frame), 40_000, 30_000],
    [
      'JPEG with what does not belong there',
      jpeg(comment, u8(1, 2, 0xff, 0), frame),
      40_000,
      30_000,
    ],
    [
      'WebP',
      webp('VP8 ', u8(0, 0, 0, 0x9d, 1, 0x2a), u16le(16_383), u16le(12_000)),
      16_383,
      12_000,
    ],
    ['lossless WebP', webp('VP8L', u8(0x2f, 0xff, 0xff, 0xff, 0x0f)), 16_384, 16_384],
    ['large WebP', webp('VP8X', u8(0, 0, 0, 0, 0x3f, 0x9c, 0, 0x2f, 0x75, 0)), 40_000, 30_000],
    [
      'AVIF, by the largest of its parts',
      join(ftyp, box('meta', ispe(512, 512), ispe(40_000, 30_000)), box('mdat', ispe(9, 9))),
      40_000,
      30_000,
    ],
  ])('%s', (_, bytes, width, height) => {
    expect(sizeOf(bytes)).toEqual({ width, height })
  })
})

describe('one that does not say how large it is has no size', () => {
  test.each<[string, Buffer]>([
    ['PNG that ends', png.subarray(0, 18)],
    ['GIF that ends', gif(u8(0x80))],
    ['JPEG without a frame', jpeg(comment)],
    ['JPEG that ends', jpeg(frame).subarray(0, 8)],
    ['WebP of an unknown kind', webp('VP9 ')],
    ['WebP that ends', webp('VP8X')],
    ['AVIF whose size is only among its pixels', join(ftyp, box('mdat', ispe(40_000, 30_000)))],
    ['AVIF with a box of an impossible length', join(ftyp, u32be(1), text('meta'))],
  ])('%s', (_, bytes) => {
    expect(sizeOf(bytes)).toBeUndefined()
  })
})

test('an AVIF of half a million boxes is looked at in no time', () => {
  const boxes = Buffer.alloc(4 * 1024 * 1024, box('meta'))
  const startMs = performance.now()
  expect(sizeOf(join(ftyp, boxes))).toBeUndefined()
  // It took ten seconds when each box was searched to the end of the file.
  expect(performance.now() - startMs).toBeLessThan(3_000)
})
