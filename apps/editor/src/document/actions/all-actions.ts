import type { OpenPage } from '../open-page.ts'
import { developerActions } from './developer-actions.ts'
import type { DocumentAction } from './document-action.ts'
import { pageActions } from './page-actions.ts'
import { splitActions } from './split-actions.ts'

/** Everything that the menu, the shortcuts and their help offer. */
export function documentActions(page: OpenPage): readonly DocumentAction[] {
  return [...pageActions(page), ...splitActions(page), ...developerActions(page)]
}
