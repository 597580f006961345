import { useEffect, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { whenIdle } from '../browser/when-idle.ts'
import { useTextPage } from '../document/open-page.ts'
import { count as words } from '../strings/count.ts'
import '../styles/word-count.css'
import { CountWatch } from './count-watch.ts'

/** How many words the document has, or what is selected of it. */
export default function WordCountLine() {
  const { editor } = useTextPage()
  const [watch, setWatch] = useState<CountWatch>()
  useEffect(() => {
    const opened = new CountWatch(editor, whenIdle)
    setWatch(opened)
    return () => opened.destroy()
  }, [editor])
  return watch ? <Counted watch={watch} /> : null
}

function Counted({ watch }: { readonly watch: CountWatch }) {
  const counted = useReadable(watch)
  if (!counted) return null
  return <p className="word-count">{words[counted.of](counted.words, counted.characters)}</p>
}
