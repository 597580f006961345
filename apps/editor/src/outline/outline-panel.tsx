import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { useTextPage } from '../document/open-page.ts'
import { outline as words } from '../strings/outline.ts'
import '../styles/outline.css'
import { OutlineWatch } from './outline-watch.ts'

/** The headings of the document, to see where one is and to go to another. */
export default function OutlinePanel() {
  const { editor } = useTextPage()
  const [watch, setWatch] = useState<OutlineWatch>()
  useEffect(() => {
    const opened = new OutlineWatch(editor)
    setWatch(opened)
    return () => opened.destroy()
  }, [editor])
  return watch ? <Headings watch={watch} /> : null
}

function Headings({ watch }: { readonly watch: OutlineWatch }) {
  const { panels } = useTextPage()
  const { entries, current } = useReadable(watch)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current])

  if (entries.length === 0) return <p className="outline-empty">{words.empty}</p>
  const jump = (index: number) => {
    const isSheet = matchMedia('(width < 64rem)').matches
    if (isSheet) panels.close('outline')
    // On a phone the focus would bring up the keyboard over what one came to read.
    watch.jump(index, !matchMedia('(pointer: coarse)').matches)
  }
  return (
    <nav aria-label={words.label}>
      <ol ref={list} className="outline" onKeyDown={moveFocus}>
        {entries.map(({ text, depth }, index) => (
          <li key={index} data-depth={Math.min(depth, 2)}>
            <button
              type="button"
              aria-current={index === current ? 'location' : undefined}
              onClick={() => jump(index)}
            >
              {text === '' ? words.untitled : text}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const now = buttons.findIndex((button) => button === document.activeElement)
  event.preventDefault()
  buttons[now + by]?.focus()
}
