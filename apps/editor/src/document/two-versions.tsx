import { useState } from 'react'
import { keepVersion } from '../collaboration/keep-version.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { documentPath } from '../routes.ts'
import { statusDetails as words } from '../strings/status-details.ts'
import { useOpenPage } from './open-page.ts'

/** What can be done when the server's document is not the one that is here: keep both, or go on with the server's. */
export function TwoVersions(props: { readonly session: DocumentSession }) {
  const { session } = props
  const { clock } = useOpenPage().browser
  const [keeping, setKeeping] = useState<'not yet' | 'now' | 'failed'>('not yet')
  const keep = async () => {
    setKeeping('now')
    try {
      const name = await session.keepVersion((version) => keepVersion(version, clock))
      location.assign(documentPath(name))
    } catch {
      setKeeping('failed')
      session.announcer.say(words.keepFailed)
    }
  }
  const openServers = async () => {
    await session.forgetCopy()
    location.reload()
  }
  return (
    <>
      {keeping === 'failed' && <p>{words.keepFailed}</p>}
      {/* Whoever reads by a link has written nothing, and has nowhere to put it. */}
      {!session.byLink && (
        <button
          className="button"
          type="button"
          disabled={keeping === 'now'}
          onClick={() => void keep()}
        >
          {keeping === 'now' ? words.keepingMine : words.keepMine}
        </button>
      )}
      <button className="button" type="button" onClick={() => void openServers()}>
        {words.openServers}
      </button>
    </>
  )
}
