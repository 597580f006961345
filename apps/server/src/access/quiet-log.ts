import type { Log } from '@weft/server'
import { withoutLink } from './link-name.ts'

/** A log that takes read-only links from entries: who reads a log is not meant to read by it. */
export function quietLog(log: Log): Log {
  return (entry) => {
    const { document } = entry
    log(document === undefined ? entry : { ...entry, document: withoutLink(document) })
  }
}
