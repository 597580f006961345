import { type ReactNode, useState } from 'react'
import { type Draw, newDocumentName } from '../collaboration/friendly-words.ts'
import type { DocumentKind } from '../collaboration/document-kind.ts'
import { documentPath, newCodePath } from '../routes.ts'

/** A link to a document that nobody has opened yet; a real one, so that it also opens in a new tab. */
export function NewDocumentLink(props: {
  readonly draw: Draw
  /** @default 'text' */
  readonly kind?: DocumentKind
  readonly className: string
  readonly children: ReactNode
}) {
  const { draw, kind = 'text', className, children } = props
  const pathOf = kind === 'code' ? newCodePath : documentPath
  const [name, setName] = useState(() => newDocumentName(draw))
  // Each time another one: the page may stay open behind the new tab.
  const drawAgain = () => setTimeout(() => setName(newDocumentName(draw)))
  return (
    <a className={className} href={pathOf(name)} onClick={drawAgain} data-new-document={kind}>
      {children}
    </a>
  )
}
