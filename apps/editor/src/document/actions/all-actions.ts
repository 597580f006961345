import type { OpenPage } from '../open-page.ts'
import { accessActions } from './access-actions.ts'
import { codeActions } from './code-actions.ts'
import { commentActions } from './comment-actions.ts'
import { convertActions } from './convert-actions.ts'
import { developerActions } from './developer-actions.ts'
import type { DocumentAction } from './document-action.ts'
import { editActions } from './edit-actions.ts'
import { helpActions } from './help-actions.ts'
import { libraryActions } from './library-actions.ts'
import { outlineActions } from './outline-actions.ts'
import { pageActions } from './page-actions.ts'
import { printActions } from './print-actions.ts'
import { splitActions } from './split-actions.ts'

const areas = [
  splitActions, // The first of its group stands first in the menu.
  outlineActions,
  editActions,
  codeActions,
  commentActions,
  developerActions,
  libraryActions,
  convertActions,
  printActions,
  pageActions,
  helpActions,
  accessActions,
] as const

/** Everything that the menu, the shortcuts and their help offer. */
export function documentActions(page: OpenPage): readonly DocumentAction[] {
  return areas.flatMap((actions) => actions(page))
}
