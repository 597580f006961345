import { EditorContent, useEditor } from '@tiptap/react'
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { copyText } from '../browser/copy-text.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { strings } from '../strings.ts'
import { continueAtEnd } from './continue-at-end.ts'
import { editorExtensions } from './extensions.ts'
import { isMod } from './shortcut.ts'
import { Skeleton } from './skeleton.tsx'
import { Toolbar } from './toolbar.tsx'

// Not needed to begin with, and with a library of their own to place them.
const LinkMenu = lazy(() => import('./link-menu.tsx'))
const LinkDialog = lazy(() => import('./link-dialog.tsx'))

/** The text of a document, with its tools. */
export function TextEditor(props: {
  readonly session: DocumentSession
  readonly isEditable: boolean
  /** Whether the text has yet to arrive. */
  readonly isLoading: boolean
  /** Stands after the text; is given what copies the whole of it. */
  readonly children: (copyAll: () => Promise<boolean>) => ReactNode
}) {
  const { session, isEditable, isLoading, children } = props
  const [isLinking, setLinking] = useState(false)
  const openLink = useCallback(() => setLinking(true), [])
  const toolbar = useRef<HTMLDivElement>(null)

  const [extensions] = useState(() => editorExtensions(session))
  const editorProps = useMemo(
    () => ({
      attributes: {
        role: 'textbox',
        'aria-label': strings.editor.label(session.documentName),
        'aria-multiline': 'true',
        'aria-readonly': String(!isEditable),
        class: 'prose',
      },
    }),
    [session, isEditable],
  )
  const editor = useEditor({ extensions, editorProps, editable: isEditable, injectCSS: false }, [
    extensions,
  ])

  useEffect(() => {
    editor.setEditable(isEditable, false)
    // An empty document waits to be written in, unless that would bring up a keyboard on the screen. In any other, where
    // to begin is the reader's choice.
    if (isEditable && editor.isEmpty && matchMedia('(hover: hover)').matches) {
      editor.commands.focus('start')
    }
  }, [editor, isEditable])

  const onKeyDown = (event: KeyboardEvent) => {
    if (isMod(event) && event.key.toLowerCase() === 'k' && !event.shiftKey && isEditable) {
      event.preventDefault()
      openLink()
    }
    if (event.altKey && event.key === 'F10') {
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
      {children(() => copyText(editor.getText()))}
      <Suspense>
        {!isLoading && <LinkMenu editor={editor} onEdit={openLink} />}
        {isLinking && <LinkDialog editor={editor} onClose={() => setLinking(false)} />}
      </Suspense>
    </div>
  )
}
