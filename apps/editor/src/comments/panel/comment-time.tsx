import { useEffect, useState } from 'react'
import { relativeTime } from '../../start/relative-time.ts'

const MINUTE_MS = 60_000

/** How long ago something was written; by the clock of whoever wrote it, so never in the future. */
export function CommentTime({ atMs }: { readonly atMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  const at = new Date(atMs)
  return (
    <time dateTime={at.toISOString()} title={at.toLocaleString()}>
      {relativeTime(atMs, nowMs)}
    </time>
  )
}
