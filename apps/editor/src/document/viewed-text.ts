import type { ViewedText } from '../collaboration/viewed-text.ts'
import { FIELD } from '../editor/extensions.ts'
import type { OpenPage } from './open-page.ts'
import { textView } from './text-view.ts'

/** What of a page can be followed. */
export function viewedText(page: OpenPage): ViewedText {
  return page.kind === 'text' ? textView(page.editor, FIELD) : page.code.viewed
}
