import type { OpenPage } from '../open-page.ts'
import { commentActions } from './comment-actions.ts'
import { convertActions } from './convert-actions.ts'
import type { DocumentAction } from './document-action.ts'
import { pageActions } from './page-actions.ts'

/** Everything that the menu, the shortcuts and their help offer. */
export function documentActions(page: OpenPage): readonly DocumentAction[] {
  const areas = [
    pageActions, //
    convertActions,
    commentActions,
  ]
  return areas.flatMap((actionsOf) => actionsOf(page))
}
