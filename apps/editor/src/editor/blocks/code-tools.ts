import { copyText } from '../../browser/copy-text.ts'
import { blocks } from '../../strings/blocks.ts'
import { codeLanguages } from './code-languages.ts'
import type { DrawnCodeBlock } from './code-view.ts'

const words = blocks.code

/** Puts the choice of the language and the copy button into a code block. @returns Takes them out. */
export function addCodeTools({ editor, node, getPos, tools }: DrawnCodeBlock): () => void {
  const select = document.createElement('select')
  select.setAttribute('aria-label', words.language)
  const copy = document.createElement('button')
  copy.type = 'button'
  copy.textContent = words.copy
  tools.append(select, copy)

  const show = () => {
    const language: unknown = node.get().attrs['language']
    fill(select, typeof language === 'string' ? language : '')
    select.disabled = !editor.isEditable
  }
  select.addEventListener('change', () => {
    const position = getPos()
    if (position === undefined || !editor.isEditable) return show()
    const { tr } = editor.state
    editor.view.dispatch(tr.setNodeAttribute(position, 'language', select.value || null))
  })
  // Whether one may write can change while the block stands there.
  tools.addEventListener('pointerenter', show)
  tools.addEventListener('focusin', show)
  copy.addEventListener('click', () => {
    // Before its words change, and only until they are back: nothing else in the text speaks by itself.
    copy.setAttribute('aria-live', 'polite')
    void copyText(node.get().textContent).then((isCopied) => {
      copy.textContent = isCopied ? words.copied : words.copyFailed
    })
  })
  const offerAgain = () => {
    copy.removeAttribute('aria-live')
    copy.textContent = words.copy
  }
  copy.addEventListener('blur', offerAgain)
  copy.addEventListener('pointerleave', offerAgain)

  show()
  const stop = node.subscribe(show)
  return () => {
    stop()
    tools.replaceChildren()
  }
}

/** All languages, and the one of this code if it is none of them. */
function fill(select: HTMLSelectElement, language: string): void {
  if (select.value === language && select.options.length > 0) return
  const names = { '': words.plain, ...codeLanguages }
  const all = language in names ? names : { ...names, [language]: language }
  select.replaceChildren(
    ...Object.entries(all).map(
      ([value, label]) => new Option(label, value, false, value === language),
    ),
  )
}
