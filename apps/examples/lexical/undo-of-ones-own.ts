import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext'
import { COMMAND_PRIORITY_CRITICAL, UNDO_COMMAND } from 'lexical'
import { useEffect } from 'react'
import { AbstractType, ContentString, ContentType, UndoManager, XmlText, type Item } from 'yjs'

/**
 * Lexical 0.52 undoes the paragraph or the piece of text that one began together with what others wrote in it since.
 * With this plugin it stays while there is something in it, as in y-prosemirror.
 */
export function UndoOfOnesOwn() {
  const [editor] = useLexicalComposerContext()
  useEffect(
    () =>
      editor.registerCommand(
        UNDO_COMMAND,
        () => {
          const manager: unknown = Reflect.get(editor, Symbol.for('@lexical/yjs/UndoManager'))
          if (manager instanceof UndoManager) manager.deleteFilter = isEmpty
          return false
        },
        COMMAND_PRIORITY_CRITICAL,
      ),
    [editor],
  )
  return null
}

/** Asked from the end of the text to its start: what is one's own inside of `item` is deleted by then. */
function isEmpty(item: Item): boolean {
  if (item.parentSub !== null)
    // A property goes or stays with what it describes.
    return !(item.parent instanceof AbstractType && item.parent._item) || isEmpty(item.parent._item)
  if (!(item.content instanceof ContentType)) return true
  if (item.content.type instanceof XmlText) return item.content.type.length === 0
  // The head of a piece of text, which stands right behind it.
  let next = item.right
  while (next?.deleted) next = next.right
  return !(next?.content instanceof ContentString)
}
