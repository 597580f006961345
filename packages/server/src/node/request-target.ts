/** What a request asks for. */
export interface RequestTarget {
  /** Begins with a slash; as it was sent, percent-encoded or not. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
}

// Proxies may send the whole URL, and a server must take it (RFC 9112, 3.2.2).
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?]*/i

/** Splits the target of a request, in origin form (`/a?b`) or absolute form (`http://host/a?b`). */
export function requestTarget(target: string): RequestTarget {
  const relative = target.replace(ORIGIN, '')
  const mark = relative.indexOf('?')
  const path = mark === -1 ? relative : relative.slice(0, mark)
  return { path: path === '' ? '/' : path, query: mark === -1 ? '' : relative.slice(mark + 1) }
}
