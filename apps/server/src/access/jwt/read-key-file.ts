import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { readTextFile } from '../../read-text-file.ts'
import { StartProblem } from '../../start-problem.ts'
import type { SigningKeys } from './signing-keys.ts'

/** HS256 needs a secret at least as long as its hash (RFC 7518, 3.2). */
const MIN_SECRET_BYTES = 32
const MIN_RSA_BITS = 2048

/**
 * The secret in a file, for HS256: its text as it stands, without a line break at its end.
 *
 * @throws {StartProblem} When there is none, or one that could be guessed, or one that is known to everybody.
 */
export function readSecretFile(file: string): SigningKeys {
  const secret = secretIn(file, 'the secret that signs tokens')
  return { from: 'file', key: createSecretKey(Buffer.from(secret)), algorithms: ['HS256'] }
}

/**
 * A secret of at least 32 bytes.
 *
 * @param what It is, for the sentence that says what is wrong.
 * @throws {StartProblem} When there is none that could keep anybody out.
 */
export function secretIn(file: string, what: string): string {
  const say = problemWith(file, what)
  const text = readTextFile(file, say).replace(/\r?\n$/, '')
  // Whoever has the public key, which is everybody, could sign with it.
  if (text.includes('-----BEGIN') || jwkIn(text))
    throw say('it is a key and no secret', 'For a public key use --jwt-key-file')
  if (Buffer.byteLength(text) < MIN_SECRET_BYTES)
    throw say(
      `it has less than ${MIN_SECRET_BYTES} bytes`,
      'Make one, for example by "openssl rand -hex 32"',
    )
  return text
}

/**
 * The public key in a file, PEM or JWK.
 *
 * @throws {StartProblem} When there is none that can check a token.
 */
export function readPublicKeyFile(file: string): SigningKeys {
  const say = problemWith(file, 'the public key that checks tokens')
  const text = readTextFile(file, say)
  const jwk = jwkIn(text)
  if (text.includes('PRIVATE KEY') || (jwk && ('d' in jwk || 'k' in jwk)))
    throw say('it is a private key', 'Leave that where tokens are made, and give the public one')
  const key = publicKey(jwk ? { key: jwk, format: 'jwk' } : text)
  if (!key) throw say('it is no PEM and no JWK', 'Give a public key as one of these')
  const algorithms = algorithmsOf(key, jwk?.['alg'])
  if (typeof algorithms === 'string')
    throw say(algorithms, 'Use an RSA key of 2048 bits or more, an EC key, or an Ed25519 key')
  return { from: 'file', key, algorithms }
}

function publicKey(input: Parameters<typeof createPublicKey>[0]): KeyObject | undefined {
  try {
    return createPublicKey(input)
  } catch {
    return undefined
  }
}

function jwkIn(text: string): JsonWebKey | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJwk(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isJwk = (value: unknown): value is JsonWebKey =>
  typeof value === 'object' && value !== null && 'kty' in value

/** What a key can check, or why it can check nothing. @param only What the key itself says that it is for. */
function algorithmsOf(key: KeyObject, only: unknown): readonly string[] | string {
  const able = ableOf(key)
  if (typeof able === 'string' || only === undefined) return able
  const said = able.filter((algorithm) => algorithm === only)
  return said.length > 0 ? said : `its "alg" is ${JSON.stringify(only)}, which it is not able to`
}

function ableOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): readonly string[] | string {
  switch (asymmetricKeyType) {
    case 'rsa':
      return (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS
        ? `its RSA key has less than ${MIN_RSA_BITS} bits`
        : ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
    case 'ec':
      return curves.get(asymmetricKeyDetails?.namedCurve ?? '') ?? 'its curve signs no tokens'
    case 'ed25519':
      return ['EdDSA', 'Ed25519']
    default:
      return 'keys of its kind sign no tokens'
  }
}

const curves = new Map<string, readonly string[]>([
  ['prime256v1', ['ES256']],
  ['secp384r1', ['ES384']],
  ['secp521r1', ['ES512']],
])

function problemWith(file: string, what: string) {
  return (why: string, remedy: string, cause?: unknown): StartProblem =>
    new StartProblem(`Cannot take ${what} from "${file}": ${why}. ${remedy}.`, { cause })
}
