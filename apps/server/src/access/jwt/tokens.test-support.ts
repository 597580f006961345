import { SignJWT } from 'jose'

type SigningKey = Parameters<SignJWT['sign']>[0]

/** How a token is to differ from one with which Ada may write notes for an hour. */
export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>
  /** In seconds since 1970; null: none. */
  readonly exp?: number | null
  readonly kid?: string
}

export function sign(
  key: SigningKey,
  alg: string,
  { claims = {}, exp, kid }: TokenChanges = {},
): Promise<string> {
  const token = new SignJWT({
    sub: 'u1',
    name: 'Ada',
    weft: { write: ['notes/*'] },
    ...claims,
  }).setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
  if (exp !== null) token.setExpirationTime(exp ?? Math.floor(Date.now() / 1000) + 3600)
  return token.sign(key)
}
