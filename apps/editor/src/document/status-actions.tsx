import type { ComponentType } from 'react'
import { basePath } from '../browser/base-path.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Status, StatusKind } from '../collaboration/save-status.ts'
import { statusDetails as words } from '../strings/status-details.ts'
import { RestoreDocument } from '../library/deleted-document.tsx'
import { TwoVersions } from './two-versions.tsx'

/** What an action on a status has to work with. */
export interface StatusActionProps {
  readonly session: DocumentSession
  readonly trouble: Status
  /** Puts the whole text on the clipboard. */
  readonly copyAll: () => Promise<boolean>
}

type StatusAction = ComponentType<StatusActionProps>

/** What can be done about each trouble, the likeliest first. One that is not here can only be waited for. */
const actions: Readonly<Partial<Record<StatusKind, readonly StatusAction[]>>> = {
  reconnecting: [Retry],
  unreachable: [Retry],
  offline: [Retry],
  'signed-out': [Reload, CopyText],
  'view-only': [CopyText, ForgetCopy],
  'no-access': [OtherDocuments, CopyText, ForgetCopy],
  'not-found': [RestoreDocument, CopyText, OtherDocuments, ForgetCopy],
  'too-large': [Reload, CopyText],
  refused: [Reload, CopyText],
  'history-changed': [CopyText, TwoVersions],
}

export function StatusActions(props: StatusActionProps) {
  return (
    <>
      {actions[props.trouble.kind]?.map((Action, index) => (
        <Action key={index} {...props} />
      ))}
    </>
  )
}

function Retry({ session }: StatusActionProps) {
  return (
    <button className="button" type="button" onClick={() => session.retry()}>
      {words.retry}
    </button>
  )
}

function Reload({ trouble }: StatusActionProps) {
  return (
    <button className="button" type="button" onClick={() => location.reload()}>
      {trouble.kind === 'signed-out' ? words.signIn : words.reload}
    </button>
  )
}

function OtherDocuments({ session }: StatusActionProps) {
  // Whoever reads by a link has no others.
  if (session.byLink) return null
  return (
    <a className="button" href={basePath}>
      {words.otherDocuments}
    </a>
  )
}

function CopyText({ session, trouble, copyAll }: StatusActionProps) {
  if (!trouble.hasContent) return null
  const copy = async () => {
    if (await copyAll()) session.announcer.say(words.textCopied)
  }
  return (
    <button className="button" type="button" onClick={() => void copy()}>
      {words.copyText}
    </button>
  )
}

/** For edits that the server will not take: as long as they are kept here, they are offered again at each visit. */
function ForgetCopy({ session, trouble }: StatusActionProps) {
  if (trouble.keptIn !== 'device') return null
  return (
    <button className="button" type="button" onClick={() => void session.forgetCopy()}>
      {words.forget}
    </button>
  )
}
