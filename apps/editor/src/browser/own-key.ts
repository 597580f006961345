import { basePath } from './base-path.ts'

/**
 * The key under which a browser keeps something of one server's: with its path, for two servers below two paths of one host
 * share all that is kept there. One without a path has the key as it is.
 */
export function ownKey(key: string, base: string = basePath): string {
  return base === '/' ? key : key + base
}
