import type { Readable } from './observable.ts'
import { cleanTitle, titleFromName } from './title-words.ts'

/** What a document is called: its title, or else what can be made of its name. */
export function displayName(title: Readable<string>, documentName: string): Readable<string> {
  const fallback = titleFromName(documentName)
  return {
    get: () => cleanTitle(title.get()) ?? fallback,
    subscribe: (listener) => title.subscribe(listener),
  }
}
