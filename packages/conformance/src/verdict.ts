/** How a case ended. */
export type Verdict =
  | { readonly type: 'pass' }
  | { readonly type: 'fail'; readonly seen: string }
  /** A matter of taste, and this server's taste is another. */
  | { readonly type: 'differs'; readonly seen: string }
  /** Neither right nor wrong. */
  | { readonly type: 'noted'; readonly seen: string }
  | { readonly type: 'not applicable'; readonly why: string }

/** What was seen instead of what a case asks for. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** Thrown by a case that cannot be tried on this server. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}

/** @throws {Failure} With what was seen, unless it is as it should be. */
export function expectThat(isRight: boolean, seen: string): asserts isRight {
  if (!isRight) throw new Failure(seen)
}
