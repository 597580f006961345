import { missingPart as words } from '../strings/missing-part.ts'
import '../styles/missing-part.css'

export interface MissingPartProps {
  readonly retry: () => void
  /** For what can be done without. */
  readonly onClose: (() => void) | undefined
}

/** Says that a part of the page did not come, and that the text is safe. */
export function MissingPart({ retry, onClose }: MissingPartProps) {
  return (
    <div className="missing-part" role="alert" data-floating={onClose ? true : undefined}>
      <p>{words.text}</p>
      <button className="button" type="button" onClick={retry}>
        {words.retry}
      </button>
      {onClose && (
        <button className="button quiet" type="button" onClick={onClose}>
          {words.close}
        </button>
      )}
    </div>
  )
}
