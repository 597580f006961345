import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** How long a socket's path may be, in bytes: 108 on Linux and 104 on macOS and BSD, with a zero at its end. */
const MAX_BYTES = process.platform === 'linux' ? 107 : 103

/** Where the server of a data folder is asked by who has that folder. */
export type SocketPlace =
  | { readonly ok: true; readonly path: string; readonly isFile: boolean }
  | { readonly ok: false; readonly reason: string }

/** @param data The data folder, absolute. */
export function socketPlace(data: string, platform: string = process.platform): SocketPlace {
  if (platform === 'win32') {
    // Windows has no sockets in folders; a pipe is named for the folder, and takes only its maker's writing.
    const name = createHash('sha256').update(data.toLowerCase()).digest('hex').slice(0, 32)
    return { ok: true, path: `\\\\.\\pipe\\weft-${name}`, isFile: false }
  }
  const path = join(data, 'admin.sock')
  return Buffer.byteLength(path) <= MAX_BYTES
    ? { ok: true, path, isFile: true }
    : {
        ok: false,
        reason: `the path "${path}" is longer than the ${MAX_BYTES} bytes that a socket's may have`,
      }
}
