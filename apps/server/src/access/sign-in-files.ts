import { textAnswer, type Answer } from '../answer.ts'
import type { Asked, Endpoint } from '../endpoints/endpoint.ts'
import type { StaticFiles } from '../static-files.ts'

/** The page that asks for the password, as the editor's build has it. */
export interface SignInFiles {
  readonly page: string
  /** What it loads, by its path below `/_weft/`; undefined where the whole editor is served. */
  readonly files: StaticFiles | undefined
}

/** Gives the page what it loads: its styles, the logo, the script that knows whether to be dark. */
export function signInFileEndpoints({ files }: SignInFiles): readonly Endpoint[] {
  if (!files) return []
  const give =
    (folder: string) =>
    ({ rest }: Asked): Answer => {
      const file = files.get(`${folder}${rest}`)
      if (!file) return textAnswer(404, 'Not found.')
      const caching = file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache'
      return {
        status: 200,
        type: file.type,
        body: file.body,
        headers: { 'Cache-Control': caching },
      }
    }
  return ['assets/', 'theme.js'].map((path) => ({
    path,
    methods: { GET: { answer: give(path) } },
  }))
}
