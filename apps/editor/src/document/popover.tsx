import { type ReactNode, useId, useRef } from 'react'

/** A button and the panel that it opens; the browser closes it on Escape and on a click elsewhere. */
export function Popover(props: {
  readonly label: string
  readonly className: string
  readonly title: string
  readonly button: ReactNode
  readonly children: ReactNode
}) {
  const { label, className, title, button, children } = props
  const panelId = useId()
  const buttonRef = useRef<HTMLButtonElement>(null)
  const panelRef = useRef<HTMLDivElement>(null)
  const place = () => {
    if (buttonRef.current && panelRef.current) placeBelow(panelRef.current, buttonRef.current)
  }
  return (
    <>
      <button
        ref={buttonRef}
        type="button"
        className={className}
        aria-label={label}
        popoverTarget={panelId}
      >
        {button}
      </button>
      <div
        ref={panelRef}
        id={panelId}
        className="popover"
        popover="auto"
        role="dialog"
        aria-label={title}
        onToggle={place}
      >
        {children}
      </div>
    </>
  )
}

const MARGIN = 8

export function placeBelow(panel: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const room = document.documentElement.clientWidth - panel.offsetWidth - MARGIN
  panel.style.top = `${anchor.bottom + MARGIN}px`
  panel.style.left = `${Math.max(MARGIN, Math.min(anchor.left, room))}px`
}
