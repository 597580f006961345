import { useId } from 'react'
import { FileText } from 'lucide-react'
import { documentPath } from '../routes.ts'
import { strings } from '../strings.ts'

export interface ListedDocument {
  readonly name: string
  readonly detail: string
}

/** A titled list of documents; `documents` is undefined while they are not known yet. */
export function DocumentList(props: {
  readonly title: string
  readonly documents: readonly ListedDocument[] | undefined
  readonly empty: string
}) {
  const { title, documents, empty } = props
  const headingId = useId()
  return (
    <section className="document-list" aria-labelledby={headingId}>
      <h2 id={headingId}>{title}</h2>
      {documents === undefined && <p className="empty">{strings.start.loading}</p>}
      {documents?.length === 0 && <p className="empty">{empty}</p>}
      {documents !== undefined && documents.length > 0 && (
        <ul>
          {documents.map(({ name, detail }) => (
            <li key={name}>
              <a href={documentPath(name)}>
                <FileText aria-hidden="true" />
                <span className="document-name">{name}</span>
                <span className="document-detail">{detail}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
