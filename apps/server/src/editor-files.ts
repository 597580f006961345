import { readStaticFiles, type StaticFile, type StaticFiles } from './static-files.ts'

/** The built editor. */
export interface EditorFiles {
  readonly page: StaticFile
  /** By their path below the page's base, e.g. `assets/index-Dk3v.js`. */
  readonly assets: StaticFiles
}

/** @returns undefined when the editor has not been built. */
export function readEditorFiles(folder: string): EditorFiles | undefined {
  const assets = new Map(readStaticFiles(folder))
  const page = assets.get('index.html')
  assets.delete('index.html')
  return page && { page, assets }
}
