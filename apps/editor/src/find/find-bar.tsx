import { ArrowDown, ArrowUp, CaseSensitive, Replace, WholeWord, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { useTextPage } from '../document/open-page.ts'
import { find as words } from '../strings/find.ts'
import '../styles/find-bar.css'
import type { FindInText } from './find-in-text.ts'
import { FindOption } from './find-option.tsx'
import { ReplaceRow } from './replace-row.tsx'
import { selectedText } from './selected-text.ts'
import { useFindInText } from './use-find-in-text.ts'

/** Finds in the text, and replaces what it finds. */
export default function FindBar() {
  const finding = useFindInText()
  return finding ? <OpenFindBar finding={finding} /> : null
}

function OpenFindBar({ finding }: { readonly finding: FindInText }) {
  const { find, editor, isEditable, session, browser } = useTextPage()
  const asked = useReadable(find)
  const { count, current } = useReadable(finding)
  const [text, setText] = useState('')
  const [timesAsked, setTimesAsked] = useState(0)
  const [matchCase, setMatchCase] = useState(false)
  const [wholeWord, setWholeWord] = useState(false)
  const [replaces, setReplaces] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const countId = useId()

  // Each time that somebody asks for it.
  useEffect(() => {
    if (asked.state === 'closed') return
    if (asked.replaces) setReplaces(true)
    const selected = selectedText(editor)
    if (selected !== '') setText(selected)
    setTimesAsked((times) => times + 1)
  }, [asked, editor])
  // Only once what was selected stands there, so that typing takes its place.
  useLayoutEffect(() => {
    if (timesAsked === 0) return
    input.current?.focus()
    input.current?.select()
  }, [timesAsked])

  useEffect(() => {
    finding.search({ text, matchCase, wholeWord })
    if (text === '') return undefined
    // Not at each key.
    return browser.clock.after(800, () => {
      const found = finding.get()
      session.announcer.say(words.said(found.count, found.current))
    })
  }, [finding, text, matchCase, wholeWord, browser.clock, session])

  const step = (by: 1 | -1) => {
    finding.step(by)
    const found = finding.get()
    session.announcer.say(words.said(found.count, found.current))
  }
  useEffect(() => find.onStep(step))

  const close = () => {
    finding.returnToText()
    find.close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    close()
  }
  const onInputKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    step(event.shiftKey ? -1 : 1)
  }

  return (
    <div className="find-bar" role="search" aria-label={words.label} onKeyDown={onKeyDown}>
      <div className="find-row">
        <div className="find-field">
          <input
            ref={input}
            aria-label={words.query}
            aria-describedby={countId}
            placeholder={words.query}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onInputKeyDown}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="search"
          />
          <span id={countId} className="find-count" data-none={count === 0}>
            {text !== '' && words.count(count, current)}
          </span>
        </div>
        <FindOption
          label={words.matchCase}
          icon={CaseSensitive}
          isOn={matchCase}
          onChange={setMatchCase}
        />
        <FindOption
          label={words.wholeWord}
          icon={WholeWord}
          isOn={wholeWord}
          onChange={setWholeWord}
        />
        {isEditable && (
          <FindOption
            label={words.showReplace}
            icon={Replace}
            isOn={replaces}
            onChange={setReplaces}
          />
        )}
        <FindButton label={words.previous} icon={ArrowUp} onPress={() => step(-1)} />
        <FindButton label={words.next} icon={ArrowDown} onPress={() => step(1)} />
        <FindButton label={words.close} icon={X} onPress={close} />
      </div>
      {replaces && isEditable && <ReplaceRow finding={finding} count={count} />}
    </div>
  )
}

function FindButton(props: {
  readonly label: string
  readonly icon: typeof X
  readonly onPress: () => void
}) {
  const { label, icon: Icon, onPress } = props
  return (
    <button type="button" className="tool" aria-label={label} title={label} onClick={onPress}>
      <Icon aria-hidden="true" />
    </button>
  )
}
