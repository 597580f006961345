import { basePath } from '../../browser/base-path.ts'
import { IMAGES_PATH, uploadedAddress } from './image-address.ts'

/** Why a picture is not on the server. */
export type UploadTrouble = 'too-large' | 'no-image' | 'full' | 'busy' | 'not-allowed' | 'away'

export type Sent =
  | { readonly is: 'taken'; readonly src: string }
  | { readonly is: 'refused'; readonly because: UploadTrouble }

/**
 * Sends a picture to the server that the page is from. Never rejects.
 *
 * @param onProgress Told how much of it has been sent, 0 to 1.
 * @param signal Stops it; it then resolves as `away`.
 */
export function sendImage(
  file: Blob,
  documentName: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((resolve) => {
    // Not `fetch`, which does not tell how much has been sent.
    const request = new XMLHttpRequest()
    const away = () => resolve({ is: 'refused', because: 'away' })
    request.open(
      'POST',
      `${basePath}${IMAGES_PATH.slice(1, -1)}?document=${encodeURIComponent(documentName)}`,
    )
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total))
    request.addEventListener('load', () => resolve(sentFrom(request.status, request.responseText)))
    for (const type of ['error', 'abort', 'timeout']) request.addEventListener(type, away)
    signal.addEventListener('abort', () => request.abort())
    if (signal.aborted) away()
    else request.send(file)
  })
}

/** What the server's answer means. */
export function sentFrom(status: number, text: string): Sent {
  const src = status === 201 ? uploadedAddress(parsed(text)) : undefined
  return src === undefined
    ? { is: 'refused', because: troubles.get(status) ?? 'away' }
    : { is: 'taken', src }
}

const troubles: ReadonlyMap<number, UploadTrouble> = new Map([
  [401, 'not-allowed'],
  [403, 'not-allowed'],
  [404, 'not-allowed'],
  [405, 'not-allowed'],
  [413, 'too-large'],
  [415, 'no-image'],
  [503, 'busy'],
  [507, 'full'],
])

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
