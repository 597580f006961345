import { useLayoutEffect, useRef } from 'react'
import { strings } from '../strings.ts'

/**
 * Stands in for a dialog that is on its way. From the key that asked for it nothing that is typed gets into the text; Escape
 * takes it back.
 */
export function LoadingDialog({ onClose }: { readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className="modal loading-dialog"
      aria-label={strings.page.loadingDialog}
      onCancel={onClose}
    >
      {strings.page.loadingDialog}
    </dialog>
  )
}
