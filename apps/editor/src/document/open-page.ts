import type { Editor } from '@tiptap/core'
import { createContext, use } from 'react'
import type { LateComments } from '../comments/late-comments.ts'
import type { Browser } from '../browser/browser.ts'
import type { CodeEditor } from '../code/code-editor.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { FindRequest } from '../find/find-request.ts'
import type { Dialogs } from './dialogs.ts'
import type { Panels } from './panels.ts'

/** What the pages of all kinds of documents have. */
export interface AnyOpenPage {
  readonly browser: Browser
  readonly session: DocumentSession
  readonly panels: Panels
  readonly dialogs: Dialogs
  /** Whether what one types now is taken. */
  readonly isEditable: boolean
}

/** A document of formatted text. */
export interface OpenTextPage extends AnyOpenPage {
  readonly kind: 'text'
  readonly editor: Editor
  readonly comments: LateComments
  readonly find: FindRequest
}

/** A document of code. */
export interface OpenCodePage extends AnyOpenPage {
  readonly kind: 'code'
  readonly code: CodeEditor
}

/** What everything on the page of an open document works with. */
export type OpenPage = OpenTextPage | OpenCodePage

/** What the page of one kind of document is given. */
export interface DocumentProps {
  readonly common: AnyOpenPage
  /** Whether the content has yet to arrive. */
  readonly isLoading: boolean
}

export const OpenPageContext = createContext<OpenPage | undefined>(undefined)

export function useOpenPage(): OpenPage {
  const page = use(OpenPageContext)
  if (!page) throw new Error('This belongs on the page of an open document')
  return page
}

/** For what only formatted text has. */
export function useTextPage(): OpenTextPage {
  const page = useOpenPage()
  if (page.kind !== 'text') throw new Error('This belongs on the page of a text document')
  return page
}
