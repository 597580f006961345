import { checkDocumentName } from '@weft/protocol'
import { archiveFilesAt } from '../archive/archive-files.ts'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import { readArchive, type ArchivePart } from '../archive/read-archive.ts'

/** What is in a backup. @throws {ArchiveProblem} When any of it is not as it was written. */
export async function* verifiedBackup(path: string): AsyncGenerator<ArchivePart> {
  const names = new Set<string>()
  for await (const part of readArchive(archiveFilesAt(path))) {
    if (part.is === 'head' && part.kind !== 'backup')
      throw new ArchiveProblem('it is an export and no backup: use weft import')
    if (part.is === 'spoilt') throw new ArchiveProblem(`"${part.document}": ${part.reason}`)
    if (part.is === 'document') requireOnce(part.facts.document, names)
    yield part
  }
}

function requireOnce(document: string, names: Set<string>): void {
  const checked = checkDocumentName(document)
  if (!checked.ok) throw new ArchiveProblem(`${JSON.stringify(document)}: ${checked.reason}`)
  if (names.has(document)) throw new ArchiveProblem(`"${document}" is in it twice`)
  names.add(document)
}
