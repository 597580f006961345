import { type DragEvent, type FormEvent, useId, useState } from 'react'
import type { DialogProps } from '../document/dialog-registry.tsx'
import { Modal } from '../document/modal.tsx'
import { useTextPage } from '../document/open-page.ts'
import { convert as words } from '../strings/convert.ts'
import '../styles/convert.css'
import { insertDocument, type Place } from './insert-document.ts'
import { READ_ENDINGS, readFile, type ReadFile } from './read-file.ts'

type Chosen =
  | { readonly state: 'nothing' }
  | { readonly state: 'reading'; readonly name: string }
  | { readonly state: 'read'; readonly name: string; readonly result: ReadFile }

/** Takes in the text of a file: below what is here, or in its place. */
export default function ImportDialog({ onClose }: DialogProps) {
  const { editor, session } = useTextPage()
  const [chosen, setChosen] = useState<Chosen>({ state: 'nothing' })
  const [place, setPlace] = useState<Place>('end')
  const [inputId, noteId] = [useId(), useId()]
  const hasText = !editor.isEmpty
  const result = chosen.state === 'read' ? chosen.result : undefined

  const choose = async (file: File | undefined) => {
    if (!file) return
    setChosen({ state: 'reading', name: file.name })
    const read = await readFile(file, editor.schema)
    setChosen({ state: 'read', name: file.name, result: read })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    void choose(event.dataTransfer.files[0])
  }
  const insert = (event: FormEvent) => {
    event.preventDefault()
    if (chosen.state !== 'read' || !chosen.result.ok) return
    insertDocument(editor, chosen.result.doc, place)
    session.announcer.say(words.imported(chosen.name))
    onClose()
    // After the dialog has given the focus back.
    setTimeout(() => editor.commands.focus())
  }

  return (
    <Modal title={words.importTitle} onClose={onClose}>
      <form onSubmit={insert} onDrop={drop} onDragOver={(event) => event.preventDefault()}>
        <label htmlFor={inputId}>{words.choose}</label>
        <input
          id={inputId}
          type="file"
          accept={READ_ENDINGS.join(',')}
          aria-describedby={noteId}
          onChange={(event) => void choose(event.target.files?.[0])}
        />
        <p id={noteId} className="hint">
          {words.chooseHint}
        </p>
        <p role="status" className={result && !result.ok ? 'field-error' : 'hint'}>
          {noteOn(chosen)}
        </p>
        {hasText && (
          <fieldset className="choices">
            <legend>{words.place}</legend>
            <PlaceChoice place="end" chosen={place} onChoose={setPlace} />
            <PlaceChoice place="instead" chosen={place} onChoose={setPlace} />
            <p className="hint">{place === 'instead' && words.insteadHint}</p>
          </fieldset>
        )}
        <div className="modal-actions">
          <button className="button" type="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button className="button primary" type="submit" disabled={!result?.ok}>
            {words.insert}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function PlaceChoice(props: {
  readonly place: Place
  readonly chosen: Place
  readonly onChoose: (place: Place) => void
}) {
  const { place, chosen, onChoose } = props
  return (
    <label>
      <input
        type="radio"
        name="place"
        checked={place === chosen}
        onChange={() => onChoose(place)}
      />
      {words[place]}
    </label>
  )
}

function noteOn(chosen: Chosen): string {
  switch (chosen.state) {
    case 'nothing':
      return ''
    case 'reading':
      return words.reading
    case 'read':
      return chosen.result.ok ? words.chosen(chosen.name) : words.problems[chosen.result.because]
  }
}
