import { X } from 'lucide-react'
import { type CSSProperties, useEffect, useState } from 'react'
import { PlainHeader } from '../document/plain-header.tsx'
import { documentPath } from '../routes.ts'
import { strings } from '../strings.ts'
import { split as words } from '../strings/split.ts'
import '../styles/split.css'
import { EVEN } from './divider.ts'
import { Divider } from './divider.tsx'
import { Half } from './half.tsx'

/**
 * Two people beside each other who have one document open: what a second window would show, at a glance. They share a browser
 * and nothing else; whatever one writes reaches the other over the server.
 */
export default function SplitPage({ documentName }: { readonly documentName: string }) {
  const [share, setShare] = useState(EVEN)
  const isStacked = useMedia('(width < 44rem)')
  const style: CSSProperties & { readonly '--share': number } = { '--share': share }
  useEffect(() => {
    document.title = strings.pageTitle(words.title(documentName))
  }, [documentName])
  return (
    <div className="split-page">
      <PlainHeader documentName={documentName} status={<p className="split-hint">{words.hint}</p>}>
        <a className="button quiet" href={documentPath(documentName)}>
          <X aria-hidden="true" />
          <span className="button-label">{words.close}</span>
        </a>
      </PlainHeader>
      <main className="halves" style={style}>
        <Half seat="left" documentName={documentName} />
        <Divider share={share} isStacked={isStacked} onShare={setShare} />
        <Half seat="right" documentName={documentName} />
      </main>
    </div>
  )
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const media = matchMedia(query)
    const look = () => setMatches(media.matches)
    media.addEventListener('change', look)
    return () => media.removeEventListener('change', look)
  }, [query])
  return matches
}
