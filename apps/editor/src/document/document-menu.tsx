import { Check, Ellipsis } from 'lucide-react'
import { type KeyboardEvent, Suspense, useId, useLayoutEffect, useRef, useState } from 'react'
import { keysNamed, keysShown } from '../editor/shortcut.ts'
import { strings } from '../strings.ts'
import { actionGroups, type DocumentAction, isAvailable } from './actions/document-action.ts'
import { MissingPart } from '../part/part.tsx'
import { placeBelow } from './popover.tsx'

/** Everything that can be done with the document and does not stand in the bar. */
export function DocumentMenu(props: {
  readonly actions: readonly DocumentAction[]
  /** What the button is called, where there is more than one. */
  readonly label?: string
  readonly title?: string
  /** Tries again to load the actions; undefined unless they are missing. */
  readonly retry?: (() => void) | undefined
}) {
  const { actions, retry, label = strings.page.menu, title = strings.page.menuTitle } = props
  const menuId = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  // How often it has been opened since it was closed: closed and opened at once, the browser tells only of the latter.
  const [opened, setOpened] = useState(0)
  const isOpen = opened > 0

  useLayoutEffect(() => {
    if (opened === 0 || !menu.current || !button.current) return
    placeBelow(menu.current, button.current)
    itemsOf(menu.current)[0]?.focus()
    // Also when it was opened before there was anything in it.
  }, [opened, actions.length > 0])
  const run = (action: DocumentAction) => {
    // First closed, so that the focus is back before an action takes it elsewhere.
    menu.current?.hidePopover()
    action.run()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button quiet icon-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        popoverTarget={menuId}
      >
        <Ellipsis aria-hidden="true" />
      </button>
      <div
        ref={menu}
        id={menuId}
        className="popover menu"
        popover="auto"
        role={retry ? 'group' : 'menu'}
        aria-label={title}
        onToggle={({ newState }) => setOpened((before) => (newState === 'open' ? before + 1 : 0))}
        onKeyDown={(event) => moveFocus(event)}
      >
        {isOpen && retry && (
          <Suspense>
            <MissingPart retry={retry} onClose={undefined} />
          </Suspense>
        )}
        {isOpen &&
          groupsOf(actions).map((group) => (
            <div
              className="menu-group"
              role="group"
              key={group[0]?.name}
              data-group={group[0]?.group}
            >
              {group.map((action) => (
                <MenuItem key={action.name} action={action} onRun={() => run(action)} />
              ))}
            </div>
          ))}
      </div>
    </>
  )
}

function MenuItem(props: { readonly action: DocumentAction; readonly onRun: () => void }) {
  const { action, onRun } = props
  const { name, label, icon: Icon, keys, isOn, group } = action
  const onOff = group === 'appearance' ? 'menuitemradio' : 'menuitemcheckbox'
  return (
    <button
      type="button"
      className="menu-item"
      role={isOn ? onOff : 'menuitem'}
      title={group === 'appearance' ? label : undefined}
      aria-checked={isOn?.()}
      aria-keyshortcuts={keys && keysNamed(keys)}
      data-action={name}
      onClick={onRun}
    >
      <Icon aria-hidden="true" />
      <span className="menu-label">{label}</span>
      {keys && <kbd aria-hidden="true">{keysShown(keys)}</kbd>}
      {isOn?.() && <Check aria-hidden="true" className="menu-check" />}
    </button>
  )
}

function groupsOf(actions: readonly DocumentAction[]): readonly (readonly DocumentAction[])[] {
  const shown = actions.filter((action) => !action.isOutsideMenu && isAvailable(action))
  return actionGroups
    .map((group) => shown.filter((action) => action.group === group))
    .filter((group) => group.length > 0)
}

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Tab') {
    event.currentTarget.hidePopover()
    return
  }
  const items = itemsOf(event.currentTarget)
  const current = items.findIndex((item) => item === document.activeElement)
  const next = nextItem(event.key, current, items)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextItem(
  key: string,
  current: number,
  items: readonly HTMLElement[],
): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return items[(current + 1) % items.length]
    case 'ArrowUp':
    case 'ArrowLeft':
      return items.at(current <= 0 ? -1 : current - 1)
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
    default: {
      if (key.length !== 1 || key === ' ') return undefined
      const after = [...items.slice(current + 1), ...items.slice(0, current + 1)]
      return after.find((item) => item.textContent?.toLowerCase().startsWith(key.toLowerCase()))
    }
  }
}
