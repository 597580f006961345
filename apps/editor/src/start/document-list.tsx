import type { ReactNode } from 'react'
import { DocumentRow, type ListedDocument } from './document-row.tsx'

/** A titled list of documents. */
export function DocumentList(props: {
  readonly id: string
  readonly title: string
  /** Stands beside the title. */
  readonly aside?: ReactNode
  readonly documents: readonly ListedDocument[]
  /** Stands above the documents, such as a search. */
  readonly children?: ReactNode
  /** Stands below them. */
  readonly footer?: ReactNode
  /** What is said instead of an empty list. */
  readonly empty: ReactNode
  readonly isRecent?: boolean
}) {
  const { id, title, aside, documents, children, footer, empty, isRecent = false } = props
  return (
    <section className="document-list" aria-labelledby={id}>
      <h2 id={id}>
        {title} {aside}
      </h2>
      {children}
      {documents.length === 0 ? (
        <div className="empty">{empty}</div>
      ) : (
        <ul>
          {documents.map((document) => (
            <DocumentRow key={document.name} document={document} isRecent={isRecent} />
          ))}
        </ul>
      )}
      {footer}
    </section>
  )
}
