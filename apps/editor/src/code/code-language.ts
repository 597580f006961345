import { LanguageDescription } from '@codemirror/language'
import { languages } from '@codemirror/language-data'
import type { Doc } from 'yjs'
import { Observable } from '../collaboration/observable.ts'

/** All languages there are, by name. */
export const languageNames: readonly string[] = languages
  .map(({ name }) => name)
  .sort((one, other) => one.localeCompare(other))

/**
 * The language that a document says it is in; undefined for plain text, and for whatever else a peer may have written
 * there.
 */
export function languageOf(doc: Doc): LanguageDescription | undefined {
  const name = doc.getMap('meta').get('language')
  if (typeof name !== 'string' || name.length > 40) return undefined
  return LanguageDescription.matchLanguageName(languages, name, false) ?? undefined
}

/** @param name One of {@link languageNames}; undefined for plain text. */
export function setLanguage(doc: Doc, name: string | undefined): void {
  const meta = doc.getMap('meta')
  if (name === undefined) meta.delete('language')
  else meta.set('language', name)
}

/** How a file in the language is called at the end. */
export function extensionOf(language: LanguageDescription | undefined): string {
  if (!language) return 'txt'
  const { name, extensions } = language
  return usual.get(name) ?? extensions[0] ?? (name.endsWith('SQL') ? 'sql' : 'txt')
}

/** Where the first that a language has is not what most people use. */
const usual = new Map([
  ['Python', 'py'],
  ['LaTeX', 'tex'],
  ['Fortran', 'f90'],
  ['SQLite', 'sql'],
  ['Nginx', 'conf'],
  ['Angular Template', 'html'],
])

/** What one step of indentation is in the language. */
export function indentOf(language: LanguageDescription | undefined): string {
  return indents.get(language?.name ?? '') ?? '  '
}

const indents = new Map([
  ['Go', '\t'],
  ...['C', 'C++', 'C#', 'Java', 'Kotlin', 'PHP', 'Python', 'Rust', 'Swift'].map(
    (name) => [name, '    '] as const,
  ),
])

/** The language of a document, followed. */
export class LanguageWatch extends Observable<LanguageDescription | undefined> {
  readonly #stop: () => void

  constructor(doc: Doc) {
    super(languageOf(doc))
    const meta = doc.getMap('meta')
    const look = () => this.set(languageOf(doc))
    meta.observe(look)
    this.#stop = () => meta.unobserve(look)
  }

  destroy(): void {
    this.#stop()
  }
}
