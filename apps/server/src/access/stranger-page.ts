import { createHash } from 'node:crypto'
import type { Answer } from '../answer.ts'

// In the page itself: a stranger gets nothing else of this server, whatever is served here.
const style = `
:root { color-scheme: light dark }
body {
  max-width: 32rem; margin: 0 auto; padding: clamp(2rem, 16vh, 9rem) 1.25rem 3rem;
  font: 1rem/1.5 system-ui, sans-serif; color: #22211d; background: #f5f3ee;
}
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em }
a { color: #3a52b8 }
.operator { margin-top: 2.5rem; font-size: 0.875rem; color: #605d54 }
@media (prefers-color-scheme: dark) {
  body { color: #e9e7e1; background: #141518 }
  a { color: #9db0ff }
  .operator { color: #a5a39c }
}
`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')

/**
 * What a browser shows to somebody whom the editor's page could not get in: that page knows no token, it has only the
 * cookies and what a proxy adds. It leads nowhere but to itself, so that nothing goes round in circles.
 */
export function strangerPage(): Answer {
  return {
    status: 401,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Sign in first</title>
<style>${style}</style>
<main>
<h1>Sign in first</h1>
<p>This server does not know who you are, or not any more. Sign in to the application that led you here, then <a href="">open this page again</a>.</p>
<p class="operator">If you run this server: this page gets in by a cookie, or through a proxy that says who comes. The guide has it under “Who may do what”.</p>
</main>
</html>
`,
    headers: {
      // As RFC 9110 (11.6.1) wants it with 401. Browsers ask for nothing with this scheme.
      'WWW-Authenticate': 'Bearer',
      'Content-Security-Policy': policy,
    },
  }
}
