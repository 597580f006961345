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
    .replace(/^http:/i, 'ws:')
    .replace(/^https:/i, 'wss:')
  let url: URL
  try {
    url = new URL(trimmed)
  } catch {
    throw cannotConnect(serverUrl, 'it is not an absolute URL; use ws://host or wss://host')
  }
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw cannotConnect(serverUrl, `its scheme is ${url.protocol}; use ws: or wss:`)
  }
  if (trimmed.includes('?') || trimmed.includes('#')) {
    throw cannotConnect(serverUrl, 'the document name follows it; put a query into params')
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

function cannotConnect(serverUrl: string, why: string): TypeError {
  return new TypeError(`Cannot connect to "${serverUrl}": ${why}`)
}
