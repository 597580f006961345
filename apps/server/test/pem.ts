import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TlsFiles } from '../src/tls/read-certificate.ts'

/** A folder for certificates. */
export const pemFolder = (): string => mkdtempSync(join(tmpdir(), 'weft-tls-'))

/** Runs OpenSSL in a folder. */
export function openssl(folder: string, ...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
}

/** A certificate for this machine that is its own root, made by OpenSSL. @param days How long it is valid from now on. */
export function selfSigned(folder: string, name: string, days = 30): TlsFiles {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
  const forWhom = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', String(days), '-keyout', key, '-out', cert, ...forWhom],
  )
  return { cert, key }
}

/** Both in one text, as HAProxy wants them. */
export const together = ({ cert, key }: TlsFiles): string =>
  readFileSync(cert, 'utf8') + readFileSync(key, 'utf8')
