import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The kernel counts in these; with a precise clock behind it, it is the total that is exact, to one tick. */
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/**
 * How long a process and the processes that it has started have worked so far, in milliseconds: all threads, and the
 * kernel for them. What has ended counts once its parent has taken note of it.
 */
export function cpuMs(pid: number): number {
  // Its name may have spaces, and stands in parentheses before the numbers.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime, stime, and the same of the children that have ended.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  const children = childrenOf(pid).reduce((sum, child) => sum + cpuMs(child), 0)
  return (ticks * 1_000) / TICKS_PER_SECOND + children
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
}
