import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Certificate } from '@weft/server'
import { StartProblem } from '../start-problem.ts'
import { wordsOf } from '../words-of.ts'

/** Where a certificate and its key stand, absolute. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** A certificate that can be used, and what whoever put it there should know of it. */
export interface ReadCertificate extends Certificate {
  /** Until when it is valid, in milliseconds since 1970. */
  readonly validToMs: number
  /** A sentence about why browsers do not take it, or soon will not; undefined as long as its time is right. */
  readonly warning: string | undefined
}

/** Certificates of 90 days are renewed a month before, those of a week two days before. */
const SOON_MS = 36 * 60 * 60 * 1000

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/**
 * Reads a certificate with its chain, and its private key.
 *
 * @param nowMs Wall-clock time in milliseconds since 1970.
 * @throws {StartProblem} When the two cannot be used, saying what to do.
 */
export function readCertificate(files: TlsFiles, nowMs: number): ReadCertificate {
  const cert = read(files.cert, 'certificate')
  const key = read(files.key, 'private key')
  const chain = certificatesIn(files.cert, cert)
  const own = ownOf(files, chain, privateKeyIn(files.key, key))
  try {
    createSecureContext({ cert, key, minVersion: 'TLSv1.2' })
  } catch (error) {
    throw problem('certificate', files.cert, wordsOf(error), 'Get one that OpenSSL takes')
  }
  const [fromMs, validToMs] = [Date.parse(own.validFrom), Date.parse(own.validTo)]
  return { cert, key, validToMs, warning: warningFor(files.cert, fromMs, validToMs, nowMs) }
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw problem(what, path, 'there is no such file', 'Check the path')
    if (code === 'EACCES')
      throw problem(what, path, 'there is no permission to read it', 'Let the user of Weft read it')
    throw problem(what, path, wordsOf(error), 'Check the path')
  }
}

function certificatesIn(
  path: string,
  text: string,
): readonly [X509Certificate, ...X509Certificate[]] {
  try {
    const [own, ...more] = (text.match(PEM_CERTIFICATE) ?? []).map(
      (pem) => new X509Certificate(pem),
    )
    if (own) return [own, ...more]
  } catch (error) {
    throw problem('certificate', path, wordsOf(error), 'Get a whole one, in PEM')
  }
  throw problem(
    'certificate',
    path,
    'no certificate in PEM is in it',
    'It begins with -----BEGIN CERTIFICATE-----',
  )
}

function privateKeyIn(path: string, text: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text))
    throw problem(
      'private key',
      path,
      'it is encrypted, and nobody is there at night to type its passphrase',
      'Decrypt it with "openssl pkey -in <file> -out <new file>" and let only the user of Weft read that',
    )
  try {
    return createPrivateKey(text)
  } catch {
    throw problem(
      'private key',
      path,
      'no private key in PEM is in it',
      'It begins with -----BEGIN PRIVATE KEY-----',
    )
  }
}

/** The certificate that the server proves itself with: the first. */
function ownOf(
  files: TlsFiles,
  [own, ...others]: readonly [X509Certificate, ...X509Certificate[]],
  key: KeyObject,
): X509Certificate {
  if (own.checkPrivateKey(key)) return own
  if (others.some((other) => other.checkPrivateKey(key)))
    throw problem(
      'certificate',
      files.cert,
      'its chain is in the wrong order',
      'The certificate of the server itself must stand first, those that signed it behind it',
    )
  throw problem(
    'certificate',
    files.cert,
    `the private key in "${files.key}" does not belong to it`,
    'Name the key that it was made with',
  )
}

function warningFor(path: string, fromMs: number, toMs: number, nowMs: number): string | undefined {
  if (toMs < nowMs)
    return `The certificate in "${path}" expired on ${dayOf(toMs)}: browsers refuse it. Renew it, and send SIGHUP.`
  if (toMs - nowMs < SOON_MS)
    return `The certificate in "${path}" expires on ${dayOf(toMs)}. Renew it, and send SIGHUP.`
  if (fromMs > nowMs)
    return `The certificate in "${path}" is valid only from ${dayOf(fromMs)}: browsers refuse it until then. Check the clock.`
  return undefined
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const problem = (what: string, path: string, why: string, remedy: string): StartProblem =>
  new StartProblem(`Cannot use the ${what} in "${path}": ${why}. ${remedy}.`)
