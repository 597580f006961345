import { basePath } from '../browser/base-path.ts'
import { documentPath } from '../routes.ts'
import { split as words } from '../strings/split.ts'
import { frameName, type Seat } from './seat.ts'

/** One of the two people: a whole page of the document, with a name and a connection of its own. */
export function Half({
  seat,
  documentName,
}: {
  readonly seat: Seat
  readonly documentName: string
}) {
  const path = documentPath(documentName)
  return (
    <iframe
      className="half"
      name={frameName(seat)}
      title={words.half[seat]}
      src={path}
      onLoad={({ currentTarget }) => leaveTogether(currentTarget, path)}
    />
  )
}

/** Where somebody goes elsewhere, say to all documents, the view has done its work. */
function leaveTogether(frame: HTMLIFrameElement, path: string): void {
  const place = placeOf(frame)
  if (place !== path) location.assign(place)
}

function placeOf(frame: HTMLIFrameElement): string {
  try {
    return frame.contentWindow?.location.pathname ?? basePath
  } catch {
    // A page that must not stand in a frame, as the one with all documents.
    return basePath
  }
}
