/**
 * Where the server has all that it serves: `/`, or the path prefix that its operator gave it, with a slash at both ends. It shows
 * in where this file comes from; while the editor is developed, and in tests, that says nothing, and there is no prefix.
 */
export const basePath = basePathOf(import.meta.url)

/** @param url Of a file of the build, or of another. */
export function basePathOf(url: string): string {
  return /^https?:\/\/[^/]+(\/(?:[^?#]*?\/)?)_weft\//.exec(url)?.[1] ?? '/'
}
