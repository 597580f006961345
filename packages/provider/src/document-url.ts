import { documentNameFromPath, documentNameToPath } from '@weft/protocol'
import { encodeQueryParams } from 'lib0/url'

/**
 * The server's URL without slashes at its end. http: and https: become ws: and wss:, as browsers take them.
 *
 * @throws {TypeError} When it is not the URL of a WebSocket server.
 */
export function checkServerUrl(serverUrl: string): string {
  const trimmed = serverUrl
    .replace(/\/+$/, '')
    .replace(/^https?:/i, (scheme) => (scheme.length > 5 ? 'wss:' : 'ws:'))
  // Throws a TypeError of its own for what is no URL at all.
  const { protocol } = new URL(trimmed)
  if (!/^wss?:$/.test(protocol) || /[?#]/.test(trimmed)) {
    throw new TypeError(
      `Cannot connect to "${serverUrl}": use ws: or wss: and no query; put that into params`,
    )
  }
  return trimmed
}

/**
 * The path that reaches a document.
 *
 * @throws {TypeError} When no document can have this name.
 */
export function checkDocumentPath(documentName: string): string {
  const path = documentNameToPath(documentName)
  const result = documentNameFromPath(path)
  if (!result.ok) throw new TypeError(`Cannot open "${documentName}": ${result.reason}`)
  return path
}

/** @param serverUrl and path As they come from the two checks. */
export function documentUrl(
  serverUrl: string,
  path: string,
  params: Readonly<Record<string, string>>,
): string {
  const query = encodeQueryParams({ ...params })
  return `${serverUrl}/${path}${query === '' ? '' : `?${query}`}`
}
