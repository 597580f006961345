import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What all byte buffers of the process that are still in use take, in bytes. */
export function bufferBytes(): number {
  // The first sweeps buffers in the background; the second waits for that.
  collect()
  collect()
  return process.memoryUsage().arrayBuffers
}

export const MIB = 1024 * 1024

/** What all objects of the process that are still in use take, in bytes. */
export function heapBytes(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
