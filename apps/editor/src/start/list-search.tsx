import { Search } from 'lucide-react'
import { useState } from 'react'
import type { ServerList } from '../library/server-list.ts'
import { library as words } from '../strings/library.ts'

/** Searches the server's list while one types. */
export function ListSearch(props: {
  readonly list: ServerList
  /** How many were found; undefined when nothing was searched for. */
  readonly found: number | undefined
}) {
  const { list, found } = props
  const [text, setText] = useState('')
  const search = (wanted: string) => {
    setText(wanted)
    list.search(wanted)
  }
  return (
    <search className="list-search">
      <Search aria-hidden="true" />
      <input
        type="search"
        aria-label={words.search}
        placeholder={words.searchPlaceholder}
        value={text}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => search(event.target.value)}
      />
      <span className="visually-hidden" role="status">
        {found === undefined ? '' : words.found(found)}
      </span>
    </search>
  )
}
