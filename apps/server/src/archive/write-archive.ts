import { createHash } from 'node:crypto'
import type { ArchiveEnd, ArchiveHead, ArchiveItem, Missed } from './archive-item.ts'
import { endFile, filesOf, headFile, type FileToWrite } from './item-files.ts'
import { TAR_BLOCK, tarHeader, tarPadding } from './tar-header.ts'

/** The bytes of an archive: a tar, with one item in memory at a time. What is missed is told at its end. */
export async function* writeArchive(
  head: ArchiveHead,
  items: AsyncIterable<ArchiveItem>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const pack = function* ({ path, bytes }: FileToWrite): Generator<Uint8Array> {
    for (const part of [
      tarHeader(path, bytes.length, head.createdMs),
      bytes,
      tarPadding(bytes.length),
    ]) {
      hash.update(part)
      if (part.length > 0) yield part
    }
  }
  yield* pack(headFile(head))
  const missed: Missed[] = []
  let [documents, images, count] = [0, 0, 0]
  for await (const item of items) {
    if (item.is === 'missed') missed.push({ document: item.document, reason: item.reason })
    if (item.is === 'document') documents += 1
    if (item.is === 'image') images += 1
    for (const file of filesOf(item, count)) yield* pack(file)
    count += 1
  }
  const end: ArchiveEnd = { documents, images, missed }
  yield* pack(endFile(end, hash.copy().digest('hex')))
  yield Buffer.alloc(2 * TAR_BLOCK)
}
