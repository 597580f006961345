import { setTimeout as sleep } from 'node:timers/promises'

/** Says what holds. */
export function say(what) {
  console.log(`✓ ${what}`)
}

/** @throws {Error} When something is not what it must be. */
export function expect(what, is, mustBe) {
  if (is !== mustBe) throw new Error(`${what}: ${is}, and that must be ${mustBe}.`)
  say(`${what}: ${is}`)
}

/** Resolves once it is so. @throws {Error} With the words of `why`, when it does not get so in time. */
export async function until(isSo, why, withinMs = 60_000) {
  for (const endMs = Date.now() + withinMs; !(await isSo()); await sleep(200))
    if (Date.now() > endMs) throw new Error(why())
}
