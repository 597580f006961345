import { type FormEvent, useId, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { type HexColor, palette } from '../collaboration/color.ts'
import { cleanName, MAX_NAME_LENGTH } from '../collaboration/person.ts'
import { profile as words } from '../strings/profile.ts'
import '../styles/profile.css'
import { personStyle } from './avatar.tsx'
import type { DialogProps } from './dialog-registry.tsx'
import { Modal } from './modal.tsx'
import { useOpenPage } from './open-page.ts'

/** Where one says how one wants to be seen by the others. */
export default function ProfileDialog({ onClose }: DialogProps) {
  const { session } = useOpenPage()
  const [name, setName] = useState(session.profile.get().name)
  const [color, setColor] = useState<HexColor>(session.self.color)
  const others = useReadable(session.presence).filter(({ isSelf }) => !isSelf)
  const nameId = useId()

  const save = (event: FormEvent) => {
    event.preventDefault()
    session.self.introduce(cleanName(name) ?? session.profile.get().name, color)
    onClose()
  }
  return (
    <Modal title={words.title} onClose={onClose}>
      <form onSubmit={save}>
        <label htmlFor={nameId}>{words.name}</label>
        <input
          id={nameId}
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={MAX_NAME_LENGTH}
          autoComplete="nickname"
          spellCheck={false}
          required
        />
        <fieldset className="swatches">
          <legend>{words.color}</legend>
          {palette.map((choice) => {
            const isTaken = others.some((other) => other.color === choice.color)
            return (
              <input
                key={choice.color}
                type="radio"
                name="color"
                value={choice.color}
                checked={choice.color === color}
                onChange={() => setColor(choice.color)}
                aria-label={isTaken ? words.taken(choice.name) : choice.name}
                title={isTaken ? words.taken(choice.name) : choice.name}
                data-taken={isTaken || undefined}
                style={personStyle(choice.color)}
              />
            )
          })}
        </fieldset>
        <div className="modal-actions">
          <button className="button" type="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button className="button primary" type="submit">
            {words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}
