import { readFileSync } from 'node:fs'

/** What a process has in memory now, in KiB: all of its pages, as the kernel counts them. */
export function residentKib(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kib = /^Rss:\s+(\d+) kB$/m.exec(rollup)?.[1]
  if (kib === undefined) throw new Error(`Cannot read the memory of process ${pid}`)
  return Number(kib)
}
