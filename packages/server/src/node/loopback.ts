import { isIPv4 } from 'node:net'

/**
 * Whether a host name or address means this machine, whatever a name server says: `localhost` and below, 127.0.0.0/8,
 * `::1` with or without brackets.
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  if (isIPv4(name)) return name.startsWith('127.')
  return name === '::1' || name === '[::1]'
}
