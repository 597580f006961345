import type { Certificate, Log } from '@weft/server'
import { readCertificate, type TlsFiles } from './read-certificate.ts'

/**
 * Reads the certificate again and shows it to whoever connects from now on. One that cannot be used is told in the log, and
 * the one before stays in force: a renewal that went wrong must not end a service that works.
 */
export function renewCertificate(
  files: TlsFiles,
  use: (certificate: Certificate) => void,
  { nowMs, log }: { readonly nowMs: number; readonly log: Log },
): void {
  try {
    const { validToMs, warning, ...certificate } = readCertificate(files, nowMs)
    use(certificate)
    const validTo = new Date(validToMs).toISOString()
    log({ level: 'info', event: 'certificate-renewed', validTo })
    if (warning !== undefined)
      log({ level: 'warn', event: 'certificate-warning', message: warning })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    log({ level: 'error', event: 'certificate-kept', message })
  }
}
