import type { ComponentType } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DialogName } from './dialogs.ts'
import { LoadingDialog } from './loading-dialog.tsx'
import { useOpenPage } from './open-page.ts'
import { part } from '../part/part.tsx'

export interface DialogProps {
  readonly onClose: () => void
}

const dialog = (load: Parameters<typeof part<DialogProps>>[0]) =>
  part(load, { isTold: true, loading: (props) => <LoadingDialog {...props} /> })

const dialogs: Readonly<Record<DialogName, ComponentType<DialogProps>>> = {
  delete: dialog(() => import('../library/delete-dialog.tsx')),
  download: dialog(() => import('../convert/download-dialog.tsx')),
  import: dialog(() => import('../convert/import-dialog.tsx')),
  'image-description': dialog(() => import('../editor/blocks/image-description-dialog.tsx')),
  link: dialog(() => import('../editor/link-dialog.tsx')),
  profile: dialog(() => import('./profile-dialog.tsx')),
  share: dialog(() => import('../access/share-dialog.tsx')),
  shortcuts: dialog(() => import('../help/shortcuts-dialog.tsx')),
  'sign-out': dialog(() => import('../access/sign-out-dialog.tsx')),
}

/** The dialog that is open, loaded when it is wanted. */
export function OpenDialog() {
  const page = useOpenPage()
  const name = useReadable(page.dialogs)
  if (name === undefined) return null
  const Dialog = dialogs[name]
  return <Dialog onClose={() => page.dialogs.close()} />
}
