import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SignInFiles } from './access/sign-in-files.ts'
import type { Config } from './config/config.ts'
import { readEditorFiles, type EditorFiles } from './editor-files.ts'
import { StartProblem } from './start-problem.ts'
import { readStaticFiles, type StaticFiles } from './static-files.ts'

/** The files of pages that a server has, read at its start. */
export interface ServedFiles {
  readonly editor: EditorFiles | undefined
  /** An application's own. */
  readonly pages: StaticFiles | undefined
  /** What the page that asks for a password needs; undefined where there are no pages. */
  readonly signIn: SignInFiles | undefined
}

/** @throws {StartProblem} When they are not there. */
export function readServedFiles(config: Config, asksForPassword: boolean): ServedFiles {
  const editor = config.editor ? readEditor(config.pathPrefix) : undefined
  const pages = config.pages === undefined ? undefined : readPages(config.pages)
  const signIn = asksForPassword ? signInFiles(editor, pages, config.pathPrefix) : undefined
  return { editor, pages, signIn }
}

/** Where the editor is: in the package when that was packed, else beside it in the repository. */
const editorFolders = ['../editor', '../../editor/dist'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
)

function readEditor(pathPrefix: string): EditorFiles {
  const folder = editorFolders.find((one) => existsSync(one))
  const editor = folder === undefined ? undefined : readEditorFiles(folder, pathPrefix)
  if (!editor)
    throw new StartProblem(
      'Cannot serve the editor: it is not built yet. Run "npm run build", or leave out --editor.',
    )
  return editor
}

/** The page that asks for a password, with the files that it needs where they are not served anyway. */
function signInFiles(
  editor: EditorFiles | undefined,
  pages: StaticFiles | undefined,
  pathPrefix: string,
): SignInFiles | undefined {
  if (editor) return { page: editor.signInPage, files: undefined }
  if (!pages) return undefined
  const { signInPage, assets } = readEditor(pathPrefix)
  return { page: signInPage, files: assets }
}

function readPages(folder: string): StaticFiles {
  const pages = readStaticFiles(folder)
  if (!pages.has('index.html'))
    throw new StartProblem(
      `Cannot serve pages from "${folder}": there is no index.html. Build your application first.`,
    )
  return pages
}
