import { Buffer } from 'node:buffer'
import type { ArchiveHead, ArchiveItem } from './archive-item.ts'
import { ArchiveProblem } from './archive-problem.ts'
import { readArchive, type ArchivePart } from './read-archive.ts'
import { sha256 } from './item-files.ts'
import { readTar } from './read-tar.ts'
import { TAR_BLOCK, tarHeader, tarPadding } from './tar-header.ts'
import { writeArchive } from './write-archive.ts'

export const HEAD: ArchiveHead = { kind: 'backup', writtenBy: 'weft test', createdMs: 1e12 }

const facts = { epoch: 'e', sequence: 2, createdMs: 1e12, changedMs: 1e12, damage: [] }

/** One of everything that an archive can hold. */
export const ITEMS: readonly ArchiveItem[] = [
  {
    is: 'document',
    facts: { ...facts, document: 'notes/today', title: 'Today' },
    content: { is: 'state', update: Buffer.from([1, 2, 3]) },
  },
  {
    is: 'document',
    facts: { ...facts, document: 'plan ✂' },
    content: {
      is: 'log',
      pieces: [Buffer.from([4, 5])],
      records: [[{ update: Buffer.from([6, 10]), user: 'ada', timeMs: 5 }]],
    },
  },
  { is: 'image', name: 'a.png', bytes: Buffer.from('picture') },
  { is: 'catalogue', entries: [['titles', 'notes/today', '"Today"']] },
]

export async function packed(
  items: readonly ArchiveItem[] = ITEMS,
  head: ArchiveHead = HEAD,
): Promise<Buffer> {
  async function* each(): AsyncGenerator<ArchiveItem> {
    yield* items
  }
  return joined(writeArchive(head, each()))
}

export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

/** What came out before it ended, and the words in which it refused the rest. */
export interface Unpacked {
  readonly parts: readonly ArchivePart[]
  readonly refused: string | undefined
}

/** Any other error than a refusal is thrown. */
export async function unpack(bytes: Uint8Array, chunkBytes = 700): Promise<Unpacked> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
  }
  const parts: ArchivePart[] = []
  try {
    for await (const part of readArchive(readTar(chunks()))) parts.push(part)
    return { parts, refused: undefined }
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error
    return { parts, refused: error.message }
  }
}

/** A file of a tar, whatever it is called. */
export const entry = (path: string, bytes: Uint8Array | string): Buffer => {
  const content = Buffer.from(bytes)
  return Buffer.concat([tarHeader(path, content.length, 1e12), content, tarPadding(content.length)])
}

/** The same archive as it was written before documents had checksums of what is told of them. */
export async function withoutChecks(whole: Uint8Array): Promise<Buffer> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield whole
  }
  const entries: Buffer[] = []
  for await (const { path, bytes } of readTar(chunks())) {
    const before = sha256(Buffer.concat(entries))
    const text = bytes
      .toString('latin1')
      .replace(/,\n "check": "\w+"/, '')
      .replace(/"sha256": "\w+"/, (sum) => (path === 'end.json' ? `"sha256": "${before}"` : sum))
    entries.push(entry(path, Buffer.from(text, 'latin1')))
  }
  return Buffer.concat([...entries, tarEnd])
}

/** A header that announces what does not come, or something that is no file. */
export function header(path: string, sizeBytes: number, type = '0'): Buffer {
  const block = tarHeader(path, sizeBytes, 1e12)
  block.write(type, 156)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

export const headEntry = (format = 1, kind = 'backup'): Buffer =>
  entry('weft.json', JSON.stringify({ format, kind, created: 'then', writtenBy: 'weft 9' }))

export const tarEnd = Buffer.alloc(2 * TAR_BLOCK)
