import type { Answer } from '../answer.ts'

/**
 * What a browser shows to somebody whom the editor's page could not get in: that page knows no token, it has only the
 * cookies and what a proxy adds. It leads nowhere, so that nothing goes round in circles.
 */
export function strangerPage(): Answer {
  return {
    status: 401,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in first</title>
<h1>Sign in first</h1>
<p>This server does not know who you are. Sign in to the application that led you here, then open this page again.</p>
<p>If you run this server: this page gets in by a cookie, or through a proxy that says who comes. See the guide, “Letting people in”.</p>
</html>
`,
    // As RFC 9110 (11.6.1) wants it with 401. Browsers ask for nothing with this scheme.
    headers: { 'WWW-Authenticate': 'Bearer' },
  }
}
