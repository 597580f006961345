import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'
import { pageActions } from './page-actions.ts'

/** Everything that the menu, the shortcuts and their help offer. */
export function documentActions(page: OpenPage): readonly DocumentAction[] {
  return [...pageActions(page)]
}
