import { type KeyboardEvent, useState } from 'react'
import { useTextPage } from '../document/open-page.ts'
import { find as words } from '../strings/find.ts'
import type { FindInText } from './find-in-text.ts'

/** What takes the place of a match, and the buttons that put it there. */
export function ReplaceRow(props: { readonly finding: FindInText; readonly count: number }) {
  const { finding, count } = props
  const { session } = useTextPage()
  const [replacement, setReplacement] = useState('')
  const say = (replaced: number) => session.announcer.say(words.replaced(replaced))
  const replaceOne = () => {
    const isAtMatch = finding.get().current > 0
    finding.replace(replacement)
    if (isAtMatch) say(1)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    replaceOne()
  }
  return (
    <div className="find-row">
      <div className="find-field">
        <input
          aria-label={words.replacement}
          placeholder={words.replacement}
          value={replacement}
          onChange={(event) => setReplacement(event.target.value)}
          onKeyDown={onKeyDown}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
      {/* Not `disabled`: the last replacement would take the focus away from whoever made it. */}
      <button
        className="button"
        type="button"
        aria-disabled={count === 0 || undefined}
        onClick={replaceOne}
      >
        {words.replace}
      </button>
      <button
        className="button"
        type="button"
        aria-disabled={count === 0 || undefined}
        onClick={() => {
          if (count > 0) say(finding.replaceAll(replacement))
        }}
      >
        {words.replaceAll}
      </button>
    </div>
  )
}
