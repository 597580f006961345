import { type FormEvent, useId, useState } from 'react'
import { documentPath } from '../routes.ts'
import { start as words } from '../strings/start.ts'

/** Opens a document under a name of one's own; the server makes it when it is new. */
export function OpenByName() {
  const [name, setName] = useState('')
  const inputId = useId()
  const open = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') location.assign(documentPath(name.trim()))
  }
  return (
    <form className="open-by-name" onSubmit={open}>
      <label htmlFor={inputId}>{words.openLabel}</label>
      <div>
        <input
          id={inputId}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={words.openPlaceholder}
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <button className="button" type="submit">
          {words.open}
        </button>
      </div>
    </form>
  )
}
