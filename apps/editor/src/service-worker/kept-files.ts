/** What the build says of one of its files: Vite's manifest. */
export interface BuiltFile {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

export type Manifest = Readonly<Record<string, BuiltFile>>

/**
 * How often what is kept may have been asked for by what was loaded before: the pages, and what opens in them. What only
 * comes after that, such as the grammars of a hundred languages, is not kept before it is used.
 */
const HOPS = 2

/** The files of a build that its pages need when there is no server, by their names in the build. */
export function keptFiles(manifest: Manifest, page: string): readonly string[] {
  const files = new Set<string>()
  const seen = new Set<string>()
  let names: readonly string[] = [page]
  for (let hop = 0; hop <= HOPS; hop += 1) {
    const next: string[] = []
    const visit = (name: string) => {
      const built = manifest[name]
      if (!built || seen.has(name)) return
      seen.add(name)
      for (const file of [built.file, ...(built.css ?? [])]) files.add(file)
      built.imports?.forEach(visit)
      next.push(...(built.dynamicImports ?? []))
    }
    names.forEach(visit)
    names = next
  }
  return [...files]
}
