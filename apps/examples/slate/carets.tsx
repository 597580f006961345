import { useRemoteCursorOverlayPositions } from '@slate-yjs/react'
import { useRef, type CSSProperties } from 'react'
import type { person } from '../shared/person.ts'

/** The others' carets and selections, over the text in `box`. */
export function Carets({ box }: { readonly box: HTMLDivElement }) {
  const containerRef = useRef(box)
  const [carets] = useRemoteCursorOverlayPositions<typeof person>({ containerRef })
  return carets.map(({ clientId, data, caretPosition, selectionRects }) => (
    <div key={clientId} aria-hidden style={{ '--person': data?.color } as CSSProperties}>
      {selectionRects.map((rect) => (
        <div key={`${rect.left} ${rect.top}`} className="selection" style={{ ...rect }} />
      ))}
      {caretPosition && (
        <div className="caret" data-name={data?.name} style={{ ...caretPosition }} />
      )}
    </div>
  ))
}
