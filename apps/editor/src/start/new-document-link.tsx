import { type ReactNode, useState } from 'react'
import { type Draw, newDocumentName } from '../collaboration/friendly-words.ts'
import { documentPath } from '../routes.ts'

/** A link to a document that nobody has opened yet; a real one, so that it also opens in a new tab. */
export function NewDocumentLink(props: {
  readonly draw: Draw
  readonly className: string
  readonly children: ReactNode
}) {
  const { draw, className, children } = props
  const [name, setName] = useState(() => newDocumentName(draw))
  // Each time another one: the page may stay open behind the new tab.
  const drawAgain = () => setTimeout(() => setName(newDocumentName(draw)))
  return (
    <a className={className} href={documentPath(name)} onClick={drawAgain} data-new-document>
      {children}
    </a>
  )
}
