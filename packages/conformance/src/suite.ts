import { awarenessCases } from './cases/awareness.ts'
import { closingCases } from './cases/closing.ts'
import { documentCases } from './cases/documents.ts'
import { extensionCases } from './cases/extension.ts'
import { gapCases } from './cases/gap.ts'
import { heartbeatCases } from './cases/heartbeat.ts'
import { joinCases } from './cases/join.ts'
import { largeCases } from './cases/large.ts'
import { malformedCases } from './cases/malformed.ts'
import { reconnectCases } from './cases/reconnect.ts'
import { restartCases } from './cases/restart.ts'
import { slowReaderCases } from './cases/slow-reader.ts'
import { syncCases } from './cases/sync.ts'
import type { ConformanceCase } from './conformance-case.ts'

/** Every case, in the order in which they are told. */
export const suite: readonly ConformanceCase[] = [
  ...joinCases,
  ...syncCases,
  ...reconnectCases,
  ...gapCases,
  ...awarenessCases,
  ...documentCases,
  ...largeCases,
  ...closingCases,
  ...heartbeatCases,
  ...slowReaderCases,
  ...malformedCases,
  ...restartCases,
  ...extensionCases,
]

export interface Selection {
  /** With the cases that take more than half a minute. */
  readonly slow: boolean
  /** With those about Weft's extension. */
  readonly weft: boolean
  /** Only ids that begin with one of these; all, if there is none. */
  readonly only: readonly string[]
}

export const selectCases = ({ slow, weft, only }: Selection): readonly ConformanceCase[] =>
  suite.filter(
    ({ id, isSlow, isExtension }) =>
      (slow || !isSlow) &&
      (weft || !isExtension) &&
      (only.length === 0 || only.some((start) => id.startsWith(start))),
  )
