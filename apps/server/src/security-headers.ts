/**
 * Sent with every answer. Documents are written by others: nothing in one may run, load a frame or send anything
 * elsewhere.
 *
 * @param host The request's Host header.
 */
export function securityHeaders(host: string | undefined): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(host, { inlineStyles: false }),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  }
}

/** @param inlineStyles Whether styles may be written from scripts. Most editors do; the demo editor does not. */
export function contentPolicy(
  host: string | undefined,
  { inlineStyles }: { readonly inlineStyles: boolean },
): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    inlineStyles ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src ${connectSources(host)}`,
    "frame-ancestors 'none'",
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
