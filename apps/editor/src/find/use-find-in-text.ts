import { useEffect, useState } from 'react'
import { useTextPage } from '../document/open-page.ts'
import { FindInText } from './find-in-text.ts'

/** Finding in the page's text, for as long as the component is mounted. */
export function useFindInText(): FindInText | undefined {
  const { editor } = useTextPage()
  const [finding, setFinding] = useState<FindInText>()
  useEffect(() => {
    const opened = new FindInText(editor)
    setFinding(opened)
    return () => opened.destroy()
  }, [editor])
  return finding
}
