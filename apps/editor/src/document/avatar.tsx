import type { CSSProperties } from 'react'
import { textColorOn } from '../collaboration/color.ts'
import type { Participant } from '../collaboration/participants.ts'
import { strings } from '../strings.ts'

/** A disc in somebody's colour with their initials. */
export function Avatar({ participant }: { readonly participant: Participant }) {
  const { name, color, activity, clientId, isSelf } = participant
  const words = strings.people
  return (
    <span
      className="avatar"
      data-client={clientId}
      data-activity={activity}
      style={personStyle(color)}
      title={isSelf ? words.self(name) : words.tooltip(name, words.activity[activity])}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  )
}

/** Somebody's colour and the text colour to read on it, for the style sheet. */
export function personStyle(
  color: Participant['color'],
): CSSProperties & Record<`--${string}`, string> {
  return { '--person': color, '--on-person': textColorOn(color) }
}

function initials(name: string): string {
  const words = name.split(' ')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters.map((word) => firstLetter(word ?? '')).join('')
}

function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter().segment(word)
  return first?.segment.toLocaleUpperCase() ?? ''
}
