import type { ValuesOf } from './setting.ts'
import { access } from './settings/access.ts'
import { admin } from './settings/admin.ts'
import { documents } from './settings/documents.ts'
import { limits } from './settings/limits.ts'
import { listening } from './settings/listening.ts'
import { logging } from './settings/logging.ts'
import { pages } from './settings/pages.ts'
import { stopping } from './settings/stopping.ts'

/** All that can be set, by area, in the order in which help and the guide show it. */
export const areas = {
  'Where it listens': listening,
  Documents: documents,
  'Who is let in': access,
  Pages: pages,
  'How it stops': stopping,
  'What is logged': logging,
  Administration: admin,
  Limits: limits,
} as const

/** All that can be set: the one table that flags, environment, file, help and guide are made of. */
export const settings = {
  ...listening,
  ...documents,
  ...access,
  ...pages,
  ...stopping,
  ...logging,
  ...admin,
  ...limits,
} as const

export type SettingName = keyof typeof settings

/** What was set, in the units that the program works with. */
export type Settings = ValuesOf<typeof settings>

export const settingNames = Object.keys(settings).filter((name) => isSettingName(name))

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name)
}
