import type { AbuseCase } from './abuse-case.ts'
import { frameCases } from './cases/frames.ts'
import { loadCases } from './cases/loads.ts'
import { payloadCases } from './cases/payloads.ts'
import { presenceCases } from './cases/presence.ts'
import { requestCases } from './cases/requests.ts'

/** Everything that is done to a server, in the order of the list. */
export const abuseCases: readonly AbuseCase[] = [
  ...frameCases,
  ...requestCases,
  ...loadCases,
  ...payloadCases,
  ...presenceCases,
].toSorted((one, other) => number(one.id) - number(other.id))

/** The number in an id such as A12. */
export function number(id: string): number {
  return Number(id.slice(1))
}
