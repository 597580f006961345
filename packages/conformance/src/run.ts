import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import type { Instruction } from './command-line.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { controlsByCommand, controlsOf } from './controls.ts'
import { hocuspocusWire } from './hocuspocus-wire.ts'
import { otherServers, weftServer, type Peer } from './peers.ts'
import { Report, summaryOf } from './report.ts'
import { resultsPage, type ServerResults } from './results-page.ts'
import { runSuite, type CaseResult } from './run-suite.ts'
import { ServerProcess } from '@weft/testkit'
import { selectCases } from './suite.ts'
import type { Target } from './target.ts'
import { yWebsocketWire } from './y-websocket-wire.ts'

const wires = { 'y-websocket': yWebsocketWire, hocuspocus: hocuspocusWire }
const PAGE = resolve(import.meta.dirname, '../RESULTS.md')

type Print = (text: string) => void

/**
 * Does what was asked.
 *
 * @returns Whether nothing failed. With `peers` only Weft's own failures count: the others' are what it is for.
 */
export async function run(instruction: Instruction, print: Print): Promise<boolean> {
  const { target, protocol } = instruction
  const cases = selectCases(instruction)
  const wire = wires[protocol]
  switch (target.type) {
    case 'list':
      for (const { id, says, source } of selectCases({ ...instruction, slow: true, weft: true }))
        print(`${id}\n    ${says} (${source})\n`)
      return true
    case 'url': {
      const controls = controlsByCommand(target.url, target)
      return allRight(await runCases(cases, { url: target.url, wire, controls }, print))
    }
    case 'start': {
      // In place of the shell, so that signals reach the server itself.
      const command = ['/bin/sh', '-c', `exec ${target.command}`]
      return allRight(await runStarted(cases, { command, protocol }, print))
    }
    case 'weft':
      return allRight(await runStarted(cases, weftServer(), print))
    case 'peers':
      return runPeers(instruction, print)
  }
}

async function runStarted(
  cases: readonly ConformanceCase[],
  { command, protocol }: Pick<Peer, 'command' | 'protocol'>,
  print: Print,
): Promise<readonly CaseResult[]> {
  const server = await ServerProcess.start(command)
  try {
    const target = { url: server.url, wire: wires[protocol], controls: controlsOf(server) }
    return await runCases(cases, target, print)
  } finally {
    await server.dispose()
  }
}

async function runCases(
  cases: readonly ConformanceCase[],
  target: Target,
  print: Print,
): Promise<readonly CaseResult[]> {
  const report = new Report()
  const results = await runSuite(cases, target, (result) => print(report.lines(result)))
  print(summaryOf(results))
  return results
}

async function runPeers({ only }: Instruction, print: Print): Promise<boolean> {
  const cases = selectCases({ slow: true, weft: true, only })
  const servers: ServerResults[] = []
  for (const peer of [weftServer(), ...otherServers()]) {
    print(`\n── ${peer.title} ${'─'.repeat(Math.max(0, 60 - peer.title.length))}\n`)
    const own = peer.id === 'weft' ? cases : cases.filter(({ isExtension }) => !isExtension)
    servers.push({ title: peer.title, results: await runStarted(own, peer, print) })
  }
  const [processor] = cpus()
  const page = resultsPage(servers, {
    date: new Date().toISOString().slice(0, 10),
    machine: `Node ${process.versions.node} on ${process.platform}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown'}`,
    command: 'npm run conformance -- --peers',
  })
  // Part of a run is no page.
  if (only.length === 0) {
    writeFileSync(PAGE, page)
    print(`Written to ${PAGE}\n`)
  }
  return allRight(servers[0]?.results ?? [])
}

const allRight = (results: readonly CaseResult[]): boolean =>
  results.every(({ verdict }) => verdict.type !== 'fail')
