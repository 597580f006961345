import { isIP } from 'node:net'
import { countedAddress } from '@weft/server'

/** So many wrong passwords in a row, and then one for each of so many milliseconds. */
interface Allowance {
  readonly burst: number
  readonly everyMs: number
}

const ONE_PERSON: Allowance = { burst: 10, everyMs: 6_000 }
// There may be a proxy, which speaks for everybody: one who guesses must not keep all others out.
const MANY_PEOPLE: Allowance = { burst: 60, everyMs: 1_000 }

const MAX_ADDRESSES = 10_000

/** Stands for this machine, and for who has gone already. */
const HERE = 'here'

interface Bucket {
  readonly allowance: Allowance
  /** How long it takes from {@link sinceMs} until the wrong ones are forgotten. */
  readonly debtMs: number
  readonly sinceMs: number
}

/**
 * Bounds how many passwords are tried from each address: while too many were wrong, none is looked at, not even the right
 * one. Behind a proxy that is not trusted everybody has that one's address, so what may be a proxy, this machine and private
 * networks, is allowed more.
 */
export class Attempts {
  readonly #now: () => number
  readonly #byAddress = new Map<string, Bucket>()

  /** @param now Monotonic, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** How long to wait before the next password is looked at, in milliseconds; 0 if it is now. */
  waitMs(address: string): number {
    return Math.max(...keysOf(address).map((key) => this.#waitMs(key)))
  }

  /** A password was wrong. */
  failed(address: string): void {
    for (const key of keysOf(address)) this.#failed(key)
  }

  #waitMs(key: string): number {
    const bucket = this.#byAddress.get(key)
    if (!bucket) return 0
    const { burst, everyMs } = bucket.allowance
    return Math.max(0, this.#debtMs(bucket) - (burst - 1) * everyMs)
  }

  #failed(key: string): void {
    const bucket = this.#byAddress.get(key)
    const allowance = isShared(key) ? MANY_PEOPLE : ONE_PERSON
    const debtMs = (bucket ? this.#debtMs(bucket) : 0) + allowance.everyMs
    // Put in anew, the address that failed last is the last to be forgotten.
    this.#byAddress.delete(key)
    this.#byAddress.set(key, { allowance, debtMs, sinceMs: this.#now() })
    this.#forgetOne()
  }

  #debtMs({ debtMs, sinceMs }: Bucket): number {
    return Math.max(0, debtMs - (this.#now() - sinceMs))
  }

  #forgetOne(): void {
    if (this.#byAddress.size <= MAX_ADDRESSES) return
    for (const [key] of this.#byAddress) {
      this.#byAddress.delete(key)
      return
    }
  }
}

/**
 * Whom a password is counted for: who sends it, and, with IPv6, also the site around their network (/48). Whoever has one
 * has 65,536 networks, and would else begin anew in each.
 */
function keysOf(address: string): readonly string[] {
  const key = countedAddress(address) || HERE
  const network = /^((?:[\da-f]+:){3})[\da-f]+::\/64$/.exec(key)
  return network && !isShared(key) ? [key, `${network[1]}:/48`] : [key]
}

/** Whether many people may come from there: this machine, what is never seen on the internet, and a whole site. */
function isShared(key: string): boolean {
  if (key.endsWith('/48')) return true
  if (isIP(key) === 4)
    return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      key,
    )
  return key === HERE || /^f[cd]|^fe[89ab]/.test(key)
}
