import { isSignInPage } from './access/sign-in-page.ts'
import { firstFiles } from './first-files.ts'
import { pageAbove } from './proxy/path-prefix.ts'
import { readStaticFiles, staticFile, type StaticFile, type StaticFiles } from './static-files.ts'

/** The built editor. */
export interface EditorFiles {
  readonly page: StaticFile
  /** The page that asks for a password, to be filled in. */
  readonly signInPage: string
  /** By their path below the page's base, e.g. `assets/index-Dk3v.js`. */
  readonly assets: StaticFiles
  /** What a document's page needs at once, by its path below the page's base. */
  readonly first: readonly string[]
}

/**
 * @param pathPrefix What the addresses in the page are to begin with; begins and ends with a slash.
 * @returns undefined when the editor has not been built.
 */
export function readEditorFiles(folder: string, pathPrefix: string): EditorFiles | undefined {
  const assets = new Map(readStaticFiles(folder))
  const html = assets.get('index.html')?.body.toString()
  const page =
    html === undefined
      ? undefined
      : staticFile('index.html', Buffer.from(pageAbove(html, pathPrefix)))
  const manifest = assets.get('manifest.json')?.body.toString() ?? '{}'
  const signInPage = assets.get('sign-in.html')?.body.toString() ?? ''
  for (const name of ['index.html', 'sign-in.html']) assets.delete(name)
  return page && isSignInPage(signInPage)
    ? { page, signInPage, assets, first: firstFiles(manifest) }
    : undefined
}
