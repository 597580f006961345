import { useReadable } from '../browser/use-readable.ts'
import { start } from '../strings/start.ts'
import { library as words } from '../strings/library.ts'
import { DocumentList } from './document-list.tsx'
import { ListSearch } from './list-search.tsx'
import { byteSize, relativeTime } from './relative-time.ts'
import { useLibrary } from './use-library.ts'

const ID = 'on-server'

/** What the server has, searched and page by page. */
export function ServerDocuments() {
  const { list } = useLibrary()
  const state = useReadable(list)
  const nowMs = Date.now()
  if (state.is === 'refused') return null
  if (state.is !== 'listed') {
    return (
      <section className="document-list" aria-labelledby={ID}>
        <h2 id={ID}>{start.onServer}</h2>
        <div className="empty" role="status">
          {state.is === 'asking' ? start.loading : words.failed}
          {state.is === 'failed' && (
            <button className="button" type="button" onClick={() => void list.refresh()}>
              {words.again}
            </button>
          )}
        </div>
      </section>
    )
  }
  const { search, total, next } = state
  const documents = state.documents.map(({ name, title, changedMs, sizeBytes }) => ({
    name,
    title,
    detail: `${relativeTime(changedMs, nowMs)} · ${byteSize(sizeBytes)}`,
  }))
  const isSearchable = total > 0 || search !== ''
  return (
    <DocumentList
      id={ID}
      title={start.onServer}
      aside={total > 0 && search === '' && <span className="count">{words.count(total)}</span>}
      documents={documents}
      footer={
        next !== undefined && (
          <button className="button quiet more" type="button" onClick={() => void list.more()}>
            {words.more}
          </button>
        )
      }
      empty={search === '' ? start.onServerEmpty : words.nothingFound(search)}
    >
      {isSearchable && <ListSearch list={list} found={search === '' ? undefined : total} />}
    </DocumentList>
  )
}
