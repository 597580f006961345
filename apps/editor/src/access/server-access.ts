import { basePath } from '../browser/base-path.ts'
import { field } from '../collaboration/person.ts'
import { Observable } from '../collaboration/observable.ts'

/** How the server lets people in, and whether it has let in whoever sits here. */
export interface AccessFacts {
  /** `open`: everybody. `password`: who knows the one that all share. `application`: whom an application or a proxy names. */
  readonly mode: 'open' | 'password' | 'application'
  readonly isIn: boolean
}

/** What the server says of the way in; undefined until it has, and with a server that does not tell. */
export class ServerAccess extends Observable<AccessFacts | undefined> {
  readonly #ask: () => Promise<unknown>

  /** @param ask Resolves with the server's answer, which may be anything. */
  constructor(ask: () => Promise<unknown> = askServer) {
    super(undefined)
    this.#ask = ask
  }

  /** Never rejects: who cannot be asked is asked again with the next page. */
  async load(): Promise<void> {
    try {
      this.set(factsFrom(await this.#ask()))
    } catch {
      // As with a server that does not tell: nothing is offered that it may not do.
    }
  }
}

function factsFrom(answer: unknown): AccessFacts | undefined {
  const [mode, isIn] = [field(answer, 'mode'), field(answer, 'isIn')]
  const known = modes.get(mode)
  return known === undefined || typeof isIn !== 'boolean' ? undefined : { mode: known, isIn }
}

const modes = new Map<unknown, AccessFacts['mode']>([
  ['open', 'open'],
  ['password', 'password'],
  ['jwt', 'application'],
  ['webhook', 'application'],
  ['module', 'application'],
  ['header', 'application'],
])

async function askServer(): Promise<unknown> {
  const answer = await fetch(`${basePath}_weft/access`)
  return answer.ok ? answer.json() : undefined
}
