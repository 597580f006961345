/** An origin that nothing has. */
const NOWHERE = 'http://nowhere.invalid'

/**
 * Where to go after signing in: a path of this server, as it was asked for. Whatever else a link to the sign-in page may
 * name, another server above all, is the start page.
 */
export function returnPath(text: string | null | undefined): string {
  if (!text?.startsWith('/') || /[\p{Cc}\\]/u.test(text)) return '/'
  try {
    const { origin, pathname, search } = new URL(text, NOWHERE)
    return origin === NOWHERE && !pathname.startsWith('//') ? `${pathname}${search}` : '/'
  } catch {
    return '/'
  }
}
