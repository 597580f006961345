import { useEffect } from 'react'
import { useTextPage } from '../document/open-page.ts'
import '../styles/print.css'
import { printTextOnly } from './print-text-only.ts'

/** Has the text alone printed, whoever asks for it: the menu, the keys or the browser. Shows nothing itself. */
export default function PrintedText() {
  const { editor, session } = useTextPage()
  useEffect(
    () => printTextOnly(session.doc, session.documentName, () => editor.view.dom),
    [editor, session],
  )
  return null
}
