import { EditorContent } from '@tiptap/react'
import { type KeyboardEvent, lazy, Suspense, useRef } from 'react'
import { useTextPage } from '../document/open-page.ts'
import { continueAtEnd } from './continue-at-end.ts'
import { matchesKeys } from './shortcut.ts'
import { Skeleton } from './skeleton.tsx'
import { Toolbar } from './toolbar.tsx'

// Not needed to begin with, and with a library of its own to place it.
const LinkMenu = lazy(() => import('./link-menu.tsx'))

/** The text of a document, with its tools. @param props.isLoading Whether the text has yet to arrive. */
export function TextEditor({ isLoading }: { readonly isLoading: boolean }) {
  const { editor, isEditable, dialogs } = useTextPage()
  const toolbar = useRef<HTMLDivElement>(null)
  const openLink = () => dialogs.open('link')

  const onKeyDown = (event: KeyboardEvent) => {
    if (isEditable && matchesKeys(event.nativeEvent, 'Mod+K')) {
      event.preventDefault()
      openLink()
    }
    if (matchesKeys(event.nativeEvent, 'Alt+F10')) {
      event.preventDefault()
      toolbar.current?.querySelector<HTMLElement>('[data-roving][tabindex="0"]')?.focus()
    }
  }

  return (
    <div className="text-editor" onKeyDown={onKeyDown}>
      <div className="tools">
        <Toolbar ref={toolbar} editor={editor} isEnabled={isEditable} onLink={openLink} />
      </div>
      <div className="paper" aria-busy={isLoading}>
        {isLoading && <Skeleton />}
        <EditorContent editor={editor} className="paper-text" hidden={isLoading} />
        {isEditable && (
          <div className="paper-rest" aria-hidden="true" onClick={() => continueAtEnd(editor)} />
        )}
      </div>
      <Suspense>{!isLoading && <LinkMenu editor={editor} onEdit={openLink} />}</Suspense>
    </div>
  )
}
