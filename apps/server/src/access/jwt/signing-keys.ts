import type { KeyObject } from 'node:crypto'
import type { JWTVerifyGetKey } from 'jose'

/** Who may sign tokens, and by which algorithms: told by the keys, never by a token. */
export type SigningKeys =
  | { readonly from: 'file'; readonly key: KeyObject; readonly algorithms: readonly string[] }
  | {
      readonly from: 'url'
      readonly find: JWTVerifyGetKey
      readonly algorithms: readonly string[]
      /** Whether the keys were fetched so lately that they are not fetched again for a key that is not among them. */
      readonly isCoolingDown: () => boolean
    }
