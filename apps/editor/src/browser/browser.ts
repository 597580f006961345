import { browserClock, type Clock } from '../collaboration/clock.ts'
import type { Draw } from '../collaboration/friendly-words.ts'
import type { Readable } from '../collaboration/observable.ts'
import { StoredProfile } from '../collaboration/profile.ts'
import { StoredValue } from '../collaboration/stored-value.ts'
import { RecentDocuments } from '../start/recent-documents.ts'
import { draw } from './draw.ts'
import { browserOnline } from './online.ts'

/** What the pages take from the browser, made once. */
export interface Browser {
  readonly profile: StoredProfile
  readonly recentDocuments: RecentDocuments
  readonly tabStorage: StoredValue
  readonly online: Readable<boolean>
  readonly clock: Clock
  readonly draw: Draw
}

export function openBrowser(): Browser {
  const local = (key: string) => new StoredValue(key, () => localStorage)
  const stored = { profile: local('weft.profile'), recent: local('weft.recent') }
  const profile = new StoredProfile(stored.profile, draw)
  const recentDocuments = new RecentDocuments(stored.recent)
  // Fires only in the other tabs of the browser.
  window.addEventListener('storage', ({ key }) => {
    if (key === stored.profile.key) profile.reload()
    if (key === stored.recent.key) recentDocuments.reload()
  })
  return {
    profile,
    recentDocuments,
    tabStorage: new StoredValue('weft.tab', () => sessionStorage),
    online: browserOnline,
    clock: browserClock,
    draw,
  }
}
