import { archiveIn, carePaths, namesIn, type Care } from '../../care/care.ts'
import { EXISTING } from '../../care/import-document.ts'
import { outcomeLines } from '../../care/outcome-lines.ts'
import type { Outcome } from '../../care/outcome.ts'
import { AdminRefusal, type AdminAnswer, type AdminRoute } from '../admin-route.ts'

export interface CareRouteDependencies {
  readonly care: Care
}

const archive = (stream: AsyncIterable<Uint8Array>): AdminAnswer => ({
  stream,
  type: 'application/x-tar',
})
const lines = (outcomes: AsyncIterable<Outcome>): AdminAnswer => ({
  stream: outcomeLines(outcomes),
  type: 'application/x-ndjson',
})

/** What is done with the data as a whole. */
export function careRoutes({ care }: CareRouteDependencies): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: carePaths.exported,
      about:
        'documents as an archive (tar), each as one update; `documents` is a JSON array of names, without it all come',
      who: 'admin',
      answer: ({ query }) => archive(care.exported(namesIn(query))),
    },
    {
      method: 'GET',
      path: carePaths.backup,
      about: 'everything in the data folder as an archive (tar), for `weft restore`',
      who: 'admin',
      answer: () => archive(care.backup()),
    },
    {
      method: 'POST',
      path: carePaths.import,
      about:
        'brings in the archive that is sent; `existing` is refuse, merge, skip or replace; answers a line of JSON for each document and picture',
      who: 'admin',
      answer: ({ query, body }) => {
        const existing = EXISTING.find((each) => each === (query.get('existing') ?? 'refuse'))
        if (existing === undefined)
          throw new AdminRefusal(
            400,
            `Cannot import: "existing" must be one of ${EXISTING.join(', ')}.`,
          )
        const as = query.get('as')
        const options = as === null ? { existing } : { existing, as }
        return lines(care.import(archiveIn(body), options))
      },
    },
    {
      method: 'POST',
      path: carePaths.compact,
      about:
        'puts snapshots in the place of logs, of `documents` or all, and frees the disk; answers a line of JSON for each',
      who: 'admin',
      answer: ({ query }) => lines(care.compact(namesIn(query))),
    },
    {
      method: 'GET',
      path: carePaths.check,
      about: 'reads and builds everything that is stored; answers a line of JSON for each',
      who: 'admin',
      answer: () => lines(care.check()),
    },
    {
      method: 'POST',
      path: carePaths.remove,
      about: 'removes `document` for good, from the files of the disk, too; nothing brings it back',
      who: 'admin',
      answer: ({ query }) => lines(care.remove(query.get('document') ?? '')),
    },
  ]
}
