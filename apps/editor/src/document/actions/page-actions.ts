import { FileCode, FilePlus, Monitor, Moon, Sun } from 'lucide-react'
import type { ThemeChoice } from '../../browser/theme.ts'
import { newDocumentName } from '../../collaboration/friendly-words.ts'
import { documentPath, newCodePath } from '../../routes.ts'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

const themes = { system: Monitor, light: Sun, dark: Moon } satisfies Record<ThemeChoice, unknown>

/** A new document, and the colors of the page. */
export function pageActions({ browser, session }: OpenPage): readonly DocumentAction[] {
  const words = strings.page
  const theme = (choice: ThemeChoice): DocumentAction => ({
    name: `theme-${choice}`,
    label: words.theme[choice],
    icon: themes[choice],
    group: 'appearance',
    run: () => browser.theme.choose(choice),
    isOn: () => browser.theme.get() === choice,
  })
  return [
    {
      name: 'new-document',
      label: words.newDocument,
      icon: FilePlus,
      group: 'new',
      run: () => location.assign(documentPath(newDocumentName(browser.draw))),
      isAvailable: () => !session.byLink,
    },
    {
      name: 'new-code-document',
      label: words.newCodeDocument,
      icon: FileCode,
      group: 'new',
      run: () => location.assign(newCodePath(newDocumentName(browser.draw))),
      isAvailable: () => !session.byLink,
    },
    theme('system'),
    theme('light'),
    theme('dark'),
  ]
}
