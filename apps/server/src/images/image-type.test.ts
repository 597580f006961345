import { describe, expect, test } from 'vitest'
import { imageTypeOf } from './image-type.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const box = (brands: string): Buffer => {
  const body = bytes(`ftyp${brands}`)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([length, body, bytes('then the rest')])
}

describe('by its bytes, this is a picture', () => {
  test.each<[string, Buffer]>([
    ['image/png', bytes('\x89PNG\r\n\x1a\n...')],
    ['image/jpeg', bytes('\xff\xd8\xff\xe0...')],
    ['image/gif', bytes('GIF87a...')],
    ['image/gif', bytes('GIF89a...')],
    ['image/webp', bytes('RIFF\x10\0\0\0WEBPVP8 ')],
    ['image/avif', box('avif\0\0\0\0mif1')],
    ['image/avif', box('mif1\0\0\0\0miafavis')],
  ])('%s', (contentType, picture) => {
    expect(imageTypeOf(picture)?.contentType).toBe(contentType)
  })
})

describe('and this is none', () => {
  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="run()"/>')],
    ['HTML', bytes('<!doctype html><script>run()</script>')],
    ['a page that begins like a GIF, but not quite', bytes('GIF88a<script>')],
    ['sound in the container of WebP', bytes('RIFF\x10\0\0\0WAVEfmt ')],
    ['video in the container of AVIF', box('isom\0\0\0\0mp42')],
    ['a box whose version says avif', box('isomavif')],
    ['a box that claims to be larger than it is', bytes('\xff\xff\xff\xffftypisom')],
    ['the first half of a PNG’s first bytes', bytes('\x89PNG')],
    ['PDF', bytes('%PDF-1.7')],
  ])('%s', (_, other) => {
    expect(imageTypeOf(other)).toBeUndefined()
  })
})
