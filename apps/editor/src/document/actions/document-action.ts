import type { LucideIcon } from 'lucide-react'

/** Where an action stands in the menu, in this order. Of `appearance` one is on, and they share a line. */
export const actionGroups = [
  'view',
  'edit',
  'document',
  'new',
  'delete',
  'help',
  'appearance',
] as const

export type ActionGroup = (typeof actionGroups)[number]

/** Something to be done on the page of a document: an entry of the menu, a shortcut, a line in the help. */
export interface DocumentAction {
  readonly name: string
  readonly label: string
  readonly icon: LucideIcon
  readonly group: ActionGroup
  /** The shortcut, as `Mod+Shift+8`; Mod is Command on Apple's machines and Control elsewhere. */
  readonly keys?: string
  /** A shortcut that is a letter or sign, for where one does not type. */
  readonly keysOutsideText?: string
  readonly run: () => void
  /** For what everybody reaches without the menu: it has its keys, and its line in the help. */
  readonly isOutsideMenu?: boolean
  /** For what is on or off. */
  readonly isOn?: () => boolean
  /** For what makes no sense at times, or in some documents. It is then not shown, and its shortcut left alone. */
  readonly isAvailable?: () => boolean
}

export function isAvailable(action: DocumentAction): boolean {
  return action.isAvailable?.() ?? true
}
