import { Check, Link2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { copyText } from '../browser/copy-text.ts'
import type { Announcer } from '../collaboration/announcer.ts'
import { strings } from '../strings.ts'

const SHOWN_MS = 2_000

/** Copies the address of the document, which is all that somebody needs to join. */
export function CopyLink({ announcer }: { readonly announcer: Announcer }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const words = strings.header
  const copy = async () => {
    const copied = await copyText(location.href)
    setOutcome(copied ? 'copied' : 'failed')
    announcer.say(copied ? words.copied : words.copyFailed)
  }
  const label =
    outcome === 'copied' ? words.copied : outcome === 'failed' ? words.copyFailed : words.copyLink
  return (
    <button className="button quiet" type="button" onClick={() => void copy()}>
      {outcome === 'copied' ? <Check aria-hidden="true" /> : <Link2 aria-hidden="true" />}
      <span className="button-label">{label}</span>
    </button>
  )
}
