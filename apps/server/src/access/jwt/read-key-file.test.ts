import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StartProblem } from '../../start-problem.ts'
import { readPublicKeyFile, readSecretFile } from './read-key-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'weft-keys-'))
let files = 0

function file(content: string | Buffer): string {
  const path = join(folder, `key-${(files += 1)}`)
  writeFileSync(path, content)
  return path
}

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const ed = generateKeyPairSync('ed25519')

test.each<[string, string, readonly string[]]>([
  ['RSA', pem(rsa.publicKey), ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['EC P-256', pem(ec('P-256').publicKey), ['ES256']],
  ['EC P-384', pem(ec('P-384').publicKey), ['ES384']],
  ['EC P-521', pem(ec('P-521').publicKey), ['ES512']],
  ['Ed25519', pem(ed.publicKey), ['EdDSA', 'Ed25519']],
  ['a JWK', JSON.stringify(ed.publicKey.export({ format: 'jwk' })), ['EdDSA', 'Ed25519']],
  [
    'a JWK that says what for',
    JSON.stringify({ ...rsa.publicKey.export({ format: 'jwk' }), alg: 'PS256' }),
    ['PS256'],
  ],
])('the key itself says what it checks: %s', (_, content, algorithms) => {
  expect(readPublicKeyFile(file(content))).toMatchObject({ from: 'file', algorithms })
})

test.each<[string, string | Buffer, RegExp]>([
  ['nothing', '', /no PEM and no JWK/],
  ['some text', 'hello', /no PEM and no JWK/],
  ['JSON that is no key', '{"a":1}', /no PEM and no JWK/],
  ['a JWK that is broken', '{"kty":"RSA","n":"x"}', /no PEM and no JWK/],
  [
    'a private key',
    rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    /private key.*public one/,
  ],
  ['a private JWK', JSON.stringify(ed.privateKey.export({ format: 'jwk' })), /private key/],
  ['a secret as a JWK', '{"kty":"oct","k":"c2VjcmV0"}', /private key/],
  [
    'a small RSA key',
    pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
    /less than 2048 bits/,
  ],
  ['another curve', pem(ec('secp256k1').publicKey), /curve signs no tokens/],
  ['a key for something else', pem(generateKeyPairSync('x25519').publicKey), /kind sign no tokens/],
  [
    'a key for another algorithm',
    JSON.stringify({ ...ed.publicKey.export({ format: 'jwk' }), alg: 'HS256' }),
    /"alg" is "HS256"/,
  ],
  ['bytes', Buffer.from([0xff, 0xfe, 0x00]), /UTF-8/],
])('%s is no public key, and the words say what to do', (_, content, words) => {
  expect(() => readPublicKeyFile(file(content))).toThrow(words)
  expect(() => readPublicKeyFile(file(content))).toThrow(StartProblem)
})

test('a secret is the text as it stands', () => {
  expect(readSecretFile(file(`${'s'.repeat(32)}\n`))).toMatchObject({
    from: 'file',
    algorithms: ['HS256'],
    key: { symmetricKeySize: 32 },
  })
})

test.each<[string, string, RegExp]>([
  ['too short', 's'.repeat(31), /less than 32 bytes.*openssl rand/],
  ['empty', '', /less than 32 bytes/],
  ['a public key, which everybody has', pem(rsa.publicKey), /key and no secret.*--jwt-key-file/],
  ['a JWK', JSON.stringify(ed.publicKey.export({ format: 'jwk' })), /key and no secret/],
])('what is %s is no secret', (_, content, words) => {
  expect(() => readSecretFile(file(content))).toThrow(words)
})

test('a file that is not there is said so, and no secret ever', () => {
  expect(() => readSecretFile(join(folder, 'nowhere'))).toThrow(/"[^"]*nowhere": there is no such/)
  expect(() => readSecretFile(folder)).toThrow(/it is a folder/)
  try {
    readSecretFile(file('not long enough'))
    expect.unreachable()
  } catch (error) {
    expect(String(error)).not.toContain('not long enough')
  }
})
