/** What is known of a module when the chunks are made. */
interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** The package of icons exports them all from one module, by which nobody can tell who needs which. */
const ICON = /\/lucide-react\/dist\/esm\/icons\//

const closures = new Map<string, ReadonlySet<string>>()

/** The modules that a source needs at once, with all that they need. */
function neededBy(source: string, graph: Graph): ReadonlySet<string> {
  const known = closures.get(source)
  if (known) return known
  const needed = new Set<string>()
  const visit = (id: string) => {
    if (needed.has(id)) return
    needed.add(id)
    graph.getModuleInfo(id)?.importedIds.forEach(visit)
  }
  visit(decodeURIComponent(new URL(source, import.meta.url).pathname))
  closures.set(source, needed)
  return needed
}

/**
 * In which file a module goes: one for every page, one for every document, one for those of formatted text. Left to
 * itself the bundler makes a file for each set of modules that have the same users, thirty of them, which together are a
 * tenth larger. What none of the three needs at once is left to it.
 *
 * @returns Null for what is loaded later.
 */
export function chunkOf(id: string, graph: Graph): string | null {
  if (ICON.test(id)) return null
  const isNeededBy = (source: string) => neededBy(source, graph).has(id)
  if (isNeededBy('./src/main.tsx')) return 'base'
  const isForText = isNeededBy('./src/document/text-document.tsx')
  const isForCode = isNeededBy('./src/code/code-document.tsx')
  if (isNeededBy('./src/document/document-page.tsx') || (isForText && isForCode)) return 'document'
  return isForText ? 'text' : null
}
