import { type KeyboardEvent, useRef } from 'react'
import { useLoaded } from '../browser/use-loaded.ts'
import { useReadable } from '../browser/use-readable.ts'
import { useTextPage } from '../document/open-page.ts'
import { part } from '../part/part.tsx'
import { BlockMenus } from './blocks/block-menus.tsx'
import { continueAtEnd } from './continue-at-end.ts'
import { EditorContent } from './editor-content.tsx'
import { matchesKeys } from './shortcut.ts'
import { Skeleton } from './skeleton.tsx'
import { Toolbar } from './toolbar.tsx'
import { toolGroups } from './tools.ts'
import { useHadFocus } from './use-had-focus.ts'

// Not needed before the caret is in the text.
const PrintedText = part(() => import('../print/printed-text.tsx'))
const WordCountLine = part(() => import('../count/word-count-line.tsx'), {
  loading: () => <p className="word-count" />,
})
const SlashMenu = part(() => import('../slash/slash-menu.tsx'))
const loadFindBar = () => import('../find/find-bar.tsx')
const SelectionMenu = part(() => import('../selection/selection-menu.tsx'))

const tools = toolGroups.flat()

/** The text of a document, with its tools. @param props.isLoading Whether the text has yet to arrive. */
export function TextEditor({ isLoading }: { readonly isLoading: boolean }) {
  const page = useTextPage()
  const { editor, isEditable } = page
  const toolbar = useRef<HTMLDivElement>(null)
  const isFinding = useReadable(page.find).state === 'open'
  const hasBegun = useHadFocus(editor)
  const FindBar = useLoaded(loadFindBar, hasBegun || isFinding)

  const onKeyDown = (event: KeyboardEvent) => {
    // The editor has taken most of them already. A key that writes a sign with AltGr is none of ours.
    if (event.defaultPrevented || event.getModifierState('AltGraph')) return
    // Who writes what is looked for does not write the text.
    if (event.target instanceof Element && event.target.closest('.find-bar')) return
    const tool = tools.find(({ keys }) => keys && matchesKeys(event.nativeEvent, keys))
    const isForToolbar = matchesKeys(event.nativeEvent, 'Alt+F10')
    if (!isForToolbar && !(tool && isEditable)) return
    event.preventDefault()
    if (isForToolbar) {
      toolbar.current?.querySelector<HTMLElement>('[data-roving][tabindex="0"]')?.focus()
    } else tool?.run(editor, page)
  }

  return (
    <div className="text-editor" onKeyDown={onKeyDown}>
      <div className="tools">
        {!page.session.byLink && <Toolbar ref={toolbar} />}
        {isFinding && FindBar && <FindBar />}
      </div>
      <div className="paper" aria-busy={isLoading}>
        {isLoading && <Skeleton />}
        <EditorContent editor={editor} className="paper-text" hidden={isLoading} />
        {isEditable && (
          <div className="paper-rest" aria-hidden="true" onClick={() => continueAtEnd(editor)} />
        )}
      </div>
      {isLoading ? <p className="word-count" /> : <WordCountLine />}
      {!isLoading && <PrintedText />}
      {!isLoading && <BlockMenus />}
      {hasBegun && <SelectionMenu />}
      {hasBegun && isEditable && <SlashMenu />}
    </div>
  )
}
