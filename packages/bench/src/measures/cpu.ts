import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/**
 * How long a process and the processes that it has started have worked so far, in milliseconds: all threads, and the
 * kernel for them. Threads that have ended count, too, but only to 10 ms each; a process that has ended counts once its
 * parent has taken note of it.
 */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)
  const living = threads.reduce((sum, thread) => sum + threadMs(thread), 0)
  const children = threads.flatMap(childrenOf).reduce((sum, child) => sum + cpuMs(child), 0)
  // The whole is told in ticks of the kernel's, cut off, and so is less than the sum of its threads unless some have ended.
  return Math.max(living, wholeMs(pid)) + children
}

/** User and system time of the process and of its children that have ended. */
function wholeMs(pid: number): number {
  // Its name may have spaces, and stands in parentheses before the numbers.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return (ticks * 1_000) / TICKS_PER_SECOND
}

/** A thread's time on a core, which the kernel tells in nanoseconds. 0 if it has just ended. */
function threadMs(folder: string): number {
  try {
    const [nanoseconds] = readFileSync(`${folder}/schedstat`, 'utf8').split(' ')
    return Number(nanoseconds) / 1e6
  } catch {
    return 0
  }
}

function childrenOf(folder: string): readonly number[] {
  try {
    return readFileSync(`${folder}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
