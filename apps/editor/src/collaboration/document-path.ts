/**
 * A document's name as a URL path: percent-encoded, its slashes kept. Providers put a name into the URL as they are
 * given it and the server decodes once, so a name goes through here before it is given to one.
 */
export function documentPathOf(documentName: string): string {
  return documentName.split('/').map(encodeURIComponent).join('/')
}
