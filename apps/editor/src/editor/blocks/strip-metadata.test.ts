import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsToKeep, stripMetadata } from './strip-metadata.ts'

const text = (words: string): number[] => [...new TextEncoder().encode(words)]
const part = (marker: number, content: readonly number[]): number[] => {
  const length = content.length + 2
  return [0xff, marker, length >> 8, length & 0xff, ...content]
}
const exif = (orientation: number, isLittle: boolean): number[] => {
  const short = (value: number) => (isLittle ? [value, 0] : [0, value])
  const entry = (tag: readonly number[], value: number) =>
    isLittle
      ? [tag[1] ?? 0, tag[0] ?? 0, 3, 0, 1, 0, 0, 0, value, 0, 0, 0]
      : [...tag, 0, 3, 0, 0, 0, 1, 0, value, 0, 0]
  return [
    ...[...text('Exif'), 0, 0, ...text(isLittle ? 'II' : 'MM'), ...short(42)],
    ...(isLittle ? [8, 0, 0, 0] : [0, 0, 0, 8]),
    ...[...short(2), ...entry([0x01, 0x00], 1), ...entry([0x01, 0x12], orientation), 0, 0, 0, 0],
    ...text('52.5200 N 13.4050 E'),
  ]
}
const picture = [...part(0xdb, [1, 2, 3]), ...part(0xda, [4, 5]), 6, 7, 8, 0xff, 0xd9]
const profile = part(0xe2, text('ICC_PROFILE'))
const jpeg = (...parts: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([0xff, 0xd8, ...parts.flat(), ...picture])

const stripped = (bytes: Uint8Array<ArrayBuffer>): number[] =>
  (partsToKeep(bytes) ?? []).flatMap((each) => [...each])

test('place, time and words go; colors and the picture stay, bit for bit', () => {
  const photo = jpeg(
    part(0xe1, exif(1, false)),
    part(0xe1, text('http://ns.adobe.com/xap/1.0/ <gps>')),
    profile,
    part(0xed, text('Photoshop 3.0 at home')),
    part(0xfe, text('by Ada')),
  )
  expect(stripped(photo)).toEqual([...jpeg(profile)])
})

test.each([true, false])(
  'how a photo is to be turned is kept (little end first: %s)',
  (isLittle) => {
    const once = stripped(jpeg(part(0xe1, exif(6, isLittle))))
    expect(new TextDecoder('latin1').decode(Uint8Array.from(once))).not.toContain('52.5200')
    // Also by the next program that reads it.
    expect(stripped(Uint8Array.from(once))).toEqual(once)
    expect(once).toHaveLength(jpeg().length + 36)
    expect(once.slice(2, 4)).toEqual([0xff, 0xe1])
    expect(once[31]).toBe(6)
  },
)

test('what is not built like a photo is left alone', async () => {
  const nonsense = new Blob([Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1])], {
    type: 'image/jpeg',
  })
  expect(await stripMetadata(nonsense)).toBe(nonsense)
  const gif = new Blob(['GIF89a'], { type: 'image/gif' })
  expect(await stripMetadata(gif)).toBe(gif)
})

test('whatever the bytes are, nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      partsToKeep(Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, 60, ...bytes]))
      partsToKeep(
        Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, 60, ...exif(6, true).slice(0, 20), ...bytes]),
      )
    }),
  )
})
