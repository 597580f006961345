import type { IncomingMessage } from 'node:http'
import { pageAnswer, textAnswer, type Answer } from './answer.ts'
import type { StaticFiles } from './static-files.ts'

/**
 * What the files of an application say to a request, `index.html` standing for its folder.
 *
 * @returns undefined when they have nothing there: the path may be a document's.
 */
export function answerFromPages(pages: StaticFiles, request: IncomingMessage): Answer | undefined {
  const [path = '', search] = (request.url ?? '').split(/(\?.*)/s, 2)
  const encoded = path.replace(/^\//, '')
  const name = decoded(encoded)
  const file = pages.get(name === '' || name.endsWith('/') ? `${name}index.html` : name)
  if (file) return pageAnswer(file, request, { of: 'application' })
  // Without the slash, the page's relative addresses would miss.
  return pages.has(`${name}/index.html`)
    ? textAnswer(302, `The page is at ${path}/`, { Location: `/${encoded}/${search ?? ''}` })
    : undefined
}

// Whatever it says, it only looks up a name among those that were read.
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
