import { type HexColor, parseColor } from './color.ts'
import { type Draw, friendlyPersonName } from './friendly-words.ts'
import { Observable } from './observable.ts'
import { cleanName, field } from './person.ts'
import type { StoredValue } from './stored-value.ts'

/** What this browser remembers of whoever uses it, for all documents and tabs. */
export interface Profile {
  readonly name: string
  /** The colour last chosen; a tab takes it unless somebody in the room has it. */
  readonly color: HexColor | undefined
}

/** The profile, kept in `localStorage`: one for all tabs of a browser. */
export class StoredProfile extends Observable<Profile> {
  readonly #stored: StoredValue

  constructor(stored: StoredValue, draw: Draw) {
    super(read(stored) ?? { name: friendlyPersonName(draw), color: undefined })
    this.#stored = stored
    stored.write(this.get())
  }

  save(profile: Profile): void {
    this.#stored.write(profile)
    this.set(profile)
  }

  /** Takes over what another tab saved. */
  reload(): void {
    const profile = read(this.#stored)
    const { name, color } = this.get()
    if (profile && (profile.name !== name || profile.color !== color)) this.set(profile)
  }
}

function read(stored: StoredValue): Profile | undefined {
  const value = stored.read()
  const name = cleanName(field(value, 'name'))
  return name === undefined ? undefined : { name, color: parseColor(field(value, 'color')) }
}
