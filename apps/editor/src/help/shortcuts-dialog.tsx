import { useMemo, useState } from 'react'
import type { DialogProps } from '../document/dialog-registry.tsx'
import { Modal } from '../document/modal.tsx'
import { useOpenPage } from '../document/open-page.ts'
import { help as words } from '../strings/help.ts'
import '../styles/shortcuts.css'
import { type HelpGroup, helpGroups, searchHelp } from './help-groups.ts'

/** All keys, in groups, to be searched. */
export default function ShortcutsDialog({ onClose }: DialogProps) {
  const page = useOpenPage()
  const groups = useMemo(() => helpGroups(page), [page])
  const [typed, setTyped] = useState('')
  const shown = searchHelp(groups, typed)
  return (
    <Modal title={words.title} onClose={onClose}>
      <input
        className="shortcuts-search"
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="shortcuts" tabIndex={0} role="region" aria-label={words.title}>
        <div className="shortcuts-columns">
          {shown.map((group) => (
            <Group key={group.title} group={group} />
          ))}
        </div>
        {shown.length === 0 && <p role="status">{words.nothing}</p>}
      </div>
      <div className="modal-actions">
        <button className="button" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Modal>
  )
}

function Group({ group }: { readonly group: HelpGroup }) {
  return (
    <section className="shortcuts-group">
      <h3>{group.title}</h3>
      {group.hint && <p>{group.hint}</p>}
      <dl>
        {group.lines.map(({ label, keys }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
