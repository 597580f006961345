import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
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

/** An authority of one's own, made by OpenSSL. */
export function authority(folder: string, name: string): TlsFiles {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '100', '-keyout', key, '-out', cert, '-subj', `/CN=${name}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
  )
  return { cert, key }
}

/** A certificate that an authority signed. @param days How long it is valid; less than 0: it was. */
export function signedBy(folder: string, by: TlsFiles, host: string, days = 60): TlsFiles {
  const name = `${host}-${days}`
  const [cert, key, asked, extensions] = ['pem', 'key', 'csr', 'ext'].map((end) =>
    join(folder, `${name}.${end}`),
  ) as [string, string, string, string]
  openssl(
    folder,
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', key, '-out', asked, '-subj', `/CN=${host}`],
  )
  writeFileSync(extensions, `subjectAltName=DNS:${host}\n`)
  openssl(
    folder,
    ...['x509', '-req', '-in', asked, '-CA', by.cert, '-CAkey', by.key, '-CAcreateserial'],
    ...['-days', String(days), '-extfile', extensions, '-out', cert],
  )
  return { cert, key }
}

/** Both in one text, as HAProxy wants them. */
export const together = ({ cert, key }: TlsFiles): string =>
  readFileSync(cert, 'utf8') + readFileSync(key, 'utf8')
