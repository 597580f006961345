import { browserClock, type Clock } from '../collaboration/clock.ts'
import type { Draw } from '../collaboration/friendly-words.ts'
import type { Readable } from '../collaboration/observable.ts'
import { StoredProfile } from '../collaboration/profile.ts'
import { StoredValue } from '../collaboration/stored-value.ts'
import { type Seat, seatOf } from '../split/seat.ts'
import { RECENT_KEY, RecentDocuments } from '../start/recent-documents.ts'
import { ServerAccess } from '../access/server-access.ts'
import { draw } from './draw.ts'
import { browserOnline } from './online.ts'
import { ownKey } from './own-key.ts'
import { AUTHOR_KEY, personKey, PROFILE_KEY } from './person-keys.ts'
import { Theme, THEME_KEY } from './theme.ts'

/** What the pages take from the browser, made once. */
export interface Browser {
  /** Which of two people side by side uses this page; undefined for a page by itself. */
  readonly seat: Seat | undefined
  readonly profile: StoredProfile
  /** By what this person's own comments are known again. */
  readonly authorStorage: StoredValue
  readonly recentDocuments: RecentDocuments
  readonly tabStorage: StoredValue
  readonly theme: Theme
  readonly access: ServerAccess
  /** Which panels were open last. */
  readonly panelStorage: StoredValue
  readonly online: Readable<boolean>
  readonly clock: Clock
  readonly draw: Draw
}

export function openBrowser(): Browser {
  const seat = seatOf(window)
  const local = (key: string) => new StoredValue(key, () => localStorage)
  const stored = { profile: local(personKey(PROFILE_KEY, seat)), recent: local(RECENT_KEY) }
  if (seat) document.documentElement.dataset['seat'] = seat
  const theme = new Theme(local(THEME_KEY), document.documentElement)
  const profile = new StoredProfile(stored.profile, draw)
  const recentDocuments = new RecentDocuments(stored.recent)
  // Fires only in the other tabs of the browser.
  window.addEventListener('storage', ({ key }) => {
    if (key === stored.profile.key) profile.reload()
    if (key === stored.recent.key) recentDocuments.reload()
    if (key === THEME_KEY) theme.reload()
  })
  const access = new ServerAccess()
  void access.load()
  return {
    seat,
    profile,
    authorStorage: local(personKey(AUTHOR_KEY, seat)),
    recentDocuments,
    theme,
    access,
    panelStorage: local('weft.panels'),
    // The frames of a tab share its storage.
    tabStorage: new StoredValue(
      ownKey(seat ? `weft.tab.${seat}` : 'weft.tab'),
      () => sessionStorage,
    ),
    online: browserOnline,
    clock: browserClock,
    draw,
  }
}
