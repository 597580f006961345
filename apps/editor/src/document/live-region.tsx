import { useReadable } from '../browser/use-readable.ts'
import type { Announcer } from '../collaboration/announcer.ts'

/** What a screen reader says without being asked; the only such place on the page. */
export function LiveRegion({ announcer }: { readonly announcer: Announcer }) {
  const text = useReadable(announcer)
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  )
}
