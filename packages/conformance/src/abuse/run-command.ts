import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { otherServers, weftServer } from '../peers.ts'
import { abuseCases } from './cases.ts'
import { mebibytes, shortcomings } from './judge.ts'
import { runAbuse, runAbuseOnOthers } from './run-abuse.ts'
import type { Measurement } from './run-case.ts'
import { abusePage, type ServerTable } from './table.ts'

const PAGE = resolve(import.meta.dirname, '../../ABUSE.md')

export interface AbuseCommand {
  /** Whether the other servers are attacked as well, and the page written. */
  readonly withPeers: boolean
  /** Only these rows, e.g. A14; all if empty. */
  readonly only: readonly string[]
  readonly print: (text: string) => void
}

/**
 * Attacks Weft's own command, and prints what it cost as Markdown.
 *
 * @returns Whether Weft did as it must.
 */
export async function runCommand({ withPeers, only, print }: AbuseCommand): Promise<boolean> {
  const cases = abuseCases.filter(({ id }) => only.length === 0 || only.includes(id))
  const faults: string[] = []
  const onMeasurement = (measured: Measurement): void => print(`${line(measured)}\n`)
  const weft = weftServer()
  print(`${weft.title}\n`)
  const own = await runAbuse(weft, cases, { isThorough: true, onMeasurement })
  for (const abuse of cases) {
    const measured = own.find(({ id, title }) => id === abuse.id && title === abuse.title)
    if (!measured) continue
    for (const fault of shortcomings(abuse, measured))
      faults.push(`${abuse.id} ${abuse.title}: ${fault}`)
  }
  const servers: ServerTable[] = [{ title: weft.title, measurements: own }]
  for (const peer of withPeers ? otherServers() : []) {
    print(`\n${peer.title}\n`)
    const measurements = await runAbuseOnOthers(peer, cases, { isThorough: true, onMeasurement })
    servers.push({ title: peer.title, measurements })
  }
  const page = abusePage(cases, servers, {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    command: withPeers ? 'npm run abuse -- --peers' : 'npm run abuse',
  })
  print(`\n${page}\n`)
  // Part of a run is no page.
  if (withPeers && only.length === 0) {
    writeFileSync(PAGE, page)
    print(`Written to ${PAGE}\n`)
  }
  for (const fault of faults) print(`✗ ${fault}\n`)
  return faults.length === 0
}

const line = (each: Measurement): string =>
  `${each.id.padEnd(4)} ${each.title} → ${each.answer} (${mebibytes(each.memoryBytes)}, ${Math.round(each.processorMs)} ms, others ${each.during.p99Ms.toFixed(1)} ms)`

function machine(): string {
  const [processor] = cpus()
  return `Node ${process.versions.node} on ${process.platform}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown'}`
}
