import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'

/** What a process uses of its memory, and what it may use, in bytes. */
export interface MemoryFigures {
  readonly heapUsed: number
  /** Where V8 gives up. */
  readonly heapLimit: number
  readonly resident: number
  /** What the control group allows; undefined or 0 if there is none or it sets no bound. */
  readonly allowed: number | undefined
  /** What the machine has. */
  readonly total: number
}

/** How much of what it may have a process uses, from 0 to 1: of its heap or of all its memory, whichever is nearer to the end. */
export function shareOf({ heapUsed, heapLimit, resident, allowed, total }: MemoryFigures): number {
  // Without a bound the kernel tells one that no machine has.
  const most = allowed ? Math.min(allowed, total) : total
  return Math.max(heapUsed / heapLimit, resident / most)
}

/** How much of the memory that it may have this process uses, from 0 to 1. */
export function memoryUse(): number {
  const { used_heap_size: heapUsed, heap_size_limit: heapLimit } = getHeapStatistics()
  return shareOf({
    heapUsed,
    heapLimit,
    resident: process.memoryUsage.rss(),
    allowed: process.constrainedMemory(),
    total: totalmem(),
  })
}
