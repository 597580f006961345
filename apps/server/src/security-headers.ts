/**
 * Sent with every answer. Documents are written by others: nothing in one may run, load a frame or send anything
 * elsewhere.
 *
 * @param host The request's Host header.
 */
export function securityHeaders(host: string | undefined): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(host),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  }
}

/** What a page may do, or be used for, besides what every page of the editor may. */
export interface PageLiberties {
  /**
   * Whose page it is. Those of an application may write styles from scripts, as most editors do, and show pictures from
   * elsewhere; the editor's do neither, because such a picture tells its host who reads what, and when.
   */
  readonly of?: 'editor' | 'application'
  /** Pages of our own may show it in a frame. */
  readonly inFrames?: boolean
  /** It may show pages of our own in frames. */
  readonly withFrames?: boolean
}

export function contentPolicy(
  host: string | undefined,
  { of = 'editor', inFrames = false, withFrames = false }: PageLiberties = {},
): string {
  const isEditor = of === 'editor'
  return [
    "default-src 'none'",
    "script-src 'self'",
    isEditor ? "style-src 'self'" : "style-src 'self' 'unsafe-inline'",
    isEditor ? "img-src 'self' blob:" : "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src ${connectSources(host)}`,
    // The service worker that lets a document open while this server is away.
    "worker-src 'self'",
    ...(withFrames ? ["frame-src 'self'"] : []),
    `frame-ancestors ${inFrames ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

// Not every browser takes 'self' to mean the same host's WebSockets, too. The header is the peer's: it must not be able
// to add a directive.
function connectSources(host: string | undefined): string {
  const isPlain = host !== undefined && /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.test(host)
  return isPlain ? `'self' ws://${host} wss://${host}` : "'self'"
}
