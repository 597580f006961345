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

/** In the order in which they are needed: what two of them would need goes into the first. */
const chunks = ['browser', 'session', 'base', 'document', 'text'] as const

/**
 * In which file a module goes: one for what connects a document, before anything is drawn; one for every page, one for
 * every document, one for those of formatted text. Left to itself the bundler makes a file for each set of modules that
 * have the same users, thirty of them, which together are a tenth larger. What none of these needs at once is left to it.
 *
 * @returns Null for what is loaded later.
 */
export function chunkOf(id: string, graph: Graph): (typeof chunks)[number] | null {
  if (ICON.test(id)) return null
  // By this the page's own script imports all others, so it must not have to wait for a large one.
  if (id.includes('vite/preload-helper')) return 'browser'
  const isNeededBy = (source: string) => neededBy(source, graph).has(id)
  const isForEveryPage = isNeededBy('./src/main.tsx')
  if (isNeededBy('./src/document/early-document.ts')) return isForEveryPage ? 'browser' : 'session'
  if (isForEveryPage) return 'base'
  const isForText = isNeededBy('./src/document/text-document.tsx')
  const isForCode = isNeededBy('./src/code/code-document.tsx')
  const isForDocuments = ['document-page.tsx', 'prepare-document.ts'].some((source) =>
    isNeededBy(`./src/document/${source}`),
  )
  if (isForDocuments || (isForText && isForCode)) return 'document'
  return isForText ? 'text' : null
}

/** For the bundler, which lets each group take also what its modules need, unless one of a higher priority has it. */
export const chunkGroups = chunks.map((name, index) => ({
  name: (id: string, graph: Graph) => (chunkOf(id, graph) === name ? name : null),
  priority: chunks.length - index,
}))

/** Whether a script of the build is one of those that {@link chunkOf} names. */
export const isOfFirstLoad = (file: string): boolean =>
  [...chunks, 'rolldown-runtime'].some((name) =>
    new RegExp(`^assets/${name}-[\\w-]{8}\\.js$`).test(file),
  )
