import type { ReactNode } from 'react'
import { Logo } from '../brand/logo.tsx'
import { basePath } from '../browser/base-path.ts'
import { isLinkName } from '../collaboration/link-name.ts'
import { titleFromName } from '../collaboration/title-words.ts'
import { strings } from '../strings.ts'

/** The bar at the top: where one is, and whatever else belongs there. */
export function PlainHeader(props: {
  readonly documentName: string
  /** What stands for the title, when there is one to be changed. */
  readonly title?: ReactNode
  /** Stands beside the name, or below it where there is little room. */
  readonly status?: ReactNode
  /** Stands at the other end. */
  readonly children?: ReactNode
}) {
  const { documentName, title, status, children } = props
  return (
    <header className="bar">
      {isLinkName(documentName) ? (
        // Whoever reads by a link has no other documents here.
        <span className="home">
          <Logo />
        </span>
      ) : (
        <a className="home" href={basePath} aria-label={strings.header.home}>
          <Logo />
        </a>
      )}
      <div className="bar-title">
        {title ?? (
          <h1 title={isLinkName(documentName) ? undefined : documentName}>
            {titleFromName(documentName)}
          </h1>
        )}
        {status}
      </div>
      {children && <div className="bar-actions">{children}</div>}
    </header>
  )
}
