const PAGE = 'index.html'

/**
 * What a document's page needs before anybody touches it: the scripts and style sheets that its own script imports, or fetches
 * as soon as it runs, with all that these import. The page's HTML names only the first of them.
 *
 * @param manifest The build's: by source, what was built of it and what that imports.
 * @returns Paths in the build. None when the manifest says nothing of the page.
 */
export function firstFiles(manifest: string): readonly string[] {
  const builtFrom: unknown = JSON.parse(manifest)
  const files = new Set<string>()
  const seen = new Set<string>()
  const add = (source: string) => {
    if (seen.has(source)) return
    seen.add(source)
    const built = field(builtFrom, source)
    for (const file of [...strings([field(built, 'file')]), ...strings(field(built, 'css'))]) {
      if (/\.(js|css)$/.test(file)) files.add(file)
    }
    strings(field(built, 'imports')).forEach(add)
  }
  add(PAGE)
  strings(field(field(builtFrom, PAGE), 'dynamicImports')).forEach(add)
  return [...files]
}

/** The value of the header `Link` (RFC 8288) with which a browser fetches files of the editor while it reads the page. */
export function preloadLink(files: readonly string[]): string {
  return files
    .map((file) => {
      const kind = file.endsWith('.css') ? 'rel=preload; as=style' : 'rel=modulepreload'
      return `</_weft/${file}>; ${kind}; crossorigin`
    })
    .join(', ')
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
