import { Observable } from '../collaboration/observable.ts'

export type DialogName =
  | 'delete'
  | 'download'
  | 'image-description'
  | 'import'
  | 'link'
  | 'profile'
  | 'share'
  | 'shortcuts'
  | 'sign-out'

/** Which dialog is open: one at most. */
export class Dialogs extends Observable<DialogName | undefined> {
  constructor() {
    super(undefined)
  }

  open(name: DialogName): void {
    this.set(name)
  }

  close(): void {
    this.set(undefined)
  }
}
