import { useEffect, useState } from 'react'
import { TriangleAlert } from 'lucide-react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { statusDetails as words } from '../strings/status-details.ts'

/** Told once, while there is still room: the document will be full. */
export function SizeNotice({ session }: { readonly session: DocumentSession }) {
  const size = useReadable(session.documentSize)
  const [isDismissed, setDismissed] = useState(false)
  // When it is full, the status says so.
  const isLarge = size !== undefined && size.bytes >= size.warnBytes && size.bytes < size.maxBytes
  const isShown = isLarge && !isDismissed
  const text = isShown ? words.largeText(size.bytes, size.maxBytes) : ''

  useEffect(() => {
    if (isShown) session.announcer.say(`${words.large}. ${text}`)
    // The numbers alone are no news.
  }, [isShown])

  if (!isShown) return null
  return (
    <section className="banner" data-tone="warning" aria-label={words.large}>
      <TriangleAlert className="status-icon" aria-hidden="true" />
      <p>
        <strong>{words.large}</strong> {text}
      </p>
      <div className="banner-actions">
        <button className="button" type="button" onClick={() => setDismissed(true)}>
          {words.dismiss}
        </button>
      </div>
    </section>
  )
}
