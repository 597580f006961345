import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { StaticFile } from './static-files.ts'

/** In the order in which they are preferred: the smaller first. */
const encodings = ['br', 'gzip'] as const

export type Encoding = (typeof encodings)[number]

/** Smaller than this, a file fits into the first packets as it is; in bytes. */
const WORTH_BYTES = 1024

const COMPRESSIBLE = /^(text\/|image\/svg\+xml|application\/(javascript|json|manifest\+json|xml))/

/** Whether a file has compressed forms. Fonts and pictures are compressed already. */
export function isCompressible({ type, body }: StaticFile): boolean {
  return body.length >= WORTH_BYTES && COMPRESSIBLE.test(type)
}

/**
 * The best form that a browser takes.
 *
 * @param accepted The request's `Accept-Encoding` (RFC 9110, 12.5.3).
 */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  const names = new Set(
    (accepted ?? '')
      .split(',')
      .map((entry) =>
        entry
          .trim()
          .toLowerCase()
          .split(/\s*;\s*/),
      )
      .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ''))
      .map(([name]) => name),
  )
  return encodings.find((encoding) => names.has(encoding))
}

const made = new WeakMap<StaticFile, Map<Encoding, Buffer>>()

/** A file in this form. Made when it is first asked for, and kept: files do not change while they are served. */
export function compressed(file: StaticFile, encoding: Encoding): Buffer {
  const forms = made.get(file) ?? new Map<Encoding, Buffer>()
  made.set(file, forms)
  const known = forms.get(encoding)
  if (known) return known
  const form =
    encoding === 'gzip'
      ? gzipSync(file.body, { level: 9 })
      : // The highest takes seconds for a large file, and saves little more.
        brotliCompressSync(file.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } })
  forms.set(encoding, form)
  return form
}
