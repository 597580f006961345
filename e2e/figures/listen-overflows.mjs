import { readFileSync } from 'node:fs'

/** How many connections this machine's kernel has dropped so far because a listener's queue was full. Linux only. */
export function listenOverflows() {
  const [names, values] = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('ListenOverflows')])
}
