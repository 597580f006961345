import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogEntry } from '@weft/server'
import { describe, expect, test } from 'vitest'
import { openssl, pemFolder, selfSigned } from './pem.ts'
import { readCertificate } from '../src/tls/read-certificate.ts'
import { renewCertificate } from '../src/tls/renew-certificate.ts'

const DAY_MS = 86_400_000
const folder = pemFolder()
const own = selfSigned(folder, 'own')
const other = selfSigned(folder, 'other')
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('a certificate', () => {
  test('is used with the key that it was made with', () => {
    const { cert, key, warning, validToMs } = readCertificate(own, Date.now())
    expect([cert, key]).toEqual([readFileSync(own.cert, 'utf8'), readFileSync(own.key, 'utf8')])
    expect(warning).toBeUndefined()
    expect(Math.round((validToMs - Date.now()) / DAY_MS)).toBe(30)
  })

  test('may have its chain behind it, and not before it', () => {
    const [first, second] = [own, other].map(({ cert }) => readFileSync(cert, 'utf8'))
    const chain = file('chain.pem', `${first}${second}`)
    expect(readCertificate({ cert: chain, key: own.key }, Date.now()).warning).toBeUndefined()
    const wrong = file('wrong.pem', `${second}${first}`)
    expect(() => readCertificate({ cert: wrong, key: own.key }, Date.now())).toThrow(
      'its chain is in the wrong order',
    )
  })

  test('that expires within a day and a half is used with a warning', () => {
    expect(readCertificate(own, Date.now() + 29 * DAY_MS).warning).toMatch(/expires on \d{4}-/)
    expect(readCertificate(own, Date.now() + 28 * DAY_MS).warning).toBeUndefined()
  })

  test('that has expired, or is not valid yet, is used with a warning', () => {
    expect(readCertificate(own, Date.now() + 31 * DAY_MS).warning).toMatch(/expired on \d{4}-/)
    expect(readCertificate(own, Date.now() - DAY_MS).warning).toMatch(/valid only from \d{4}-/)
  })

  test.each<[string, () => { cert: string; key: string }, RegExp]>([
    ['with another’s key', () => ({ ...own, key: other.key }), /does not belong to it/],
    ['that is not there', () => ({ ...own, cert: join(folder, 'none') }), /there is no such file/],
    ['whose key is not there', () => ({ ...own, key: join(folder, 'none') }), /private key in/],
    ['that is none', () => ({ ...own, cert: file('junk', 'junk') }), /no certificate in PEM/],
    [
      'that is broken',
      () => ({
        ...own,
        cert: file('cut', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'),
      }),
      /Cannot use the certificate/,
    ],
    ['whose key is none', () => ({ ...own, key: file('junk.key', 'junk') }), /no private key in/],
    [
      'whose key is encrypted',
      () => {
        const key = join(folder, 'secret.key')
        openssl(folder, 'pkey', '-in', own.key, '-aes256', '-passout', 'pass:secret', '-out', key)
        return { ...own, key }
      },
      /it is encrypted/,
    ],
  ])('%s is refused with a sentence', (_which, files, words) => {
    expect(() => readCertificate(files(), Date.now())).toThrow(words)
  })
})

describe('a renewal', () => {
  const renew = (files: typeof own) => {
    const entries: LogEntry[] = []
    const used: string[] = []
    const log = (entry: LogEntry) => void entries.push(entry)
    renewCertificate(files, ({ cert }) => used.push(cert), { nowMs: Date.now(), log })
    return { entries, used }
  }

  test('is used from then on', () => {
    const { entries, used } = renew(other)
    expect(used).toEqual([readFileSync(other.cert, 'utf8')])
    expect(entries).toMatchObject([{ level: 'info', event: 'certificate-renewed' }])
  })

  test('that went wrong is told, and the one before stays', () => {
    const { entries, used } = renew({ ...own, key: other.key })
    expect(used).toEqual([])
    expect(entries).toMatchObject([{ level: 'error', event: 'certificate-kept' }])
    expect(entries[0]?.['message']).toContain('does not belong to it')
  })
})
