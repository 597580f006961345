import { readFileSync, writeFileSync } from 'node:fs'

const MIB = 1024 * 1024

/** What a process has in memory now, in MiB. */
export function residentMib(pid) {
  return statusMib(pid, 'VmRSS')
}

/** The most that it had since {@link forgetPeak}, in MiB. */
export function peakMib(pid) {
  return statusMib(pid, 'VmHWM')
}

/** Lets the kernel measure the peak anew. */
export function forgetPeak(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function statusMib(pid, field) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  if (!kib) throw new Error(`Cannot read ${field} of process ${pid}`)
  return (Number(kib) * 1024) / MIB
}
