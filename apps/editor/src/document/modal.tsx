import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

/** A dialog that takes over the page while it is mounted. The browser keeps the focus in it and gives it back after. */
export function Modal(props: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const { title, onClose, children } = props
  const titleId = useId()
  const ref = useRef<HTMLDialogElement>(null)
  // A layout effect ends while the dialog still stands in the page, so that closing it gives the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog ref={ref} className="modal" aria-labelledby={titleId} onCancel={onClose}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}
