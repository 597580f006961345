import { type ComponentType, type LazyExoticComponent, Suspense } from 'react'
import { lazyPart } from '../browser/lazy-part.ts'
import { useReadable } from '../browser/use-readable.ts'
import type { DialogName } from './dialogs.ts'
import { useOpenPage } from './open-page.ts'

export interface DialogProps {
  readonly onClose: () => void
}

const dialogs: Readonly<Record<DialogName, LazyExoticComponent<ComponentType<DialogProps>>>> = {
  delete: lazyPart(() => import('../library/delete-dialog.tsx')),
  download: lazyPart(() => import('../convert/download-dialog.tsx')),
  import: lazyPart(() => import('../convert/import-dialog.tsx')),
  'image-description': lazyPart(() => import('../editor/blocks/image-description-dialog.tsx')),
  link: lazyPart(() => import('../editor/link-dialog.tsx')),
  profile: lazyPart(() => import('./profile-dialog.tsx')),
  share: lazyPart(() => import('../access/share-dialog.tsx')),
  shortcuts: lazyPart(() => import('../help/shortcuts-dialog.tsx')),
  'sign-out': lazyPart(() => import('../access/sign-out-dialog.tsx')),
}

/** The dialog that is open, loaded when it is wanted. */
export function OpenDialog() {
  const page = useOpenPage()
  const name = useReadable(page.dialogs)
  if (name === undefined) return null
  const Dialog = dialogs[name]
  return (
    <Suspense>
      <Dialog onClose={() => page.dialogs.close()} />
    </Suspense>
  )
}
