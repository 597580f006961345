import type { Instruction } from './command-line.ts'
import { hotSpots } from './report/hot-spots.ts'
import { thisMachine } from './report/machine.ts'
import { markdownTable } from './report/markdown-table.ts'
import { ResultFiles } from './report/result-files.ts'
import { invalidBecause, type Row } from './report/results.ts'
import { faultsInWords, inWords, serverWords } from './report/words.ts'
import type { ServerId, ServerKind } from './servers/server-kind.ts'
import { servers } from './servers/servers.ts'
import type { Extent, Sample, Workload } from './workloads/workload.ts'
import { allWorkloads, mainWorkloads } from './workloads/workloads.ts'

/** So many of a profile's dearest functions are told. */
const HOT_SPOTS = 25

/** What a server printed before it ended may be long. */
const FAULT_LENGTH = 300

type Print = (text: string) => void

/** Measures what was asked for, row by row, and keeps each row as soon as it is there. */
export async function run(instruction: Instruction, print: Print): Promise<void> {
  if (instruction.lists) {
    for (const { id, title } of allWorkloads) print(`${id.padEnd(20)} ${title}\n`)
    return
  }
  const files = new ResultFiles(instruction.writes)
  const ids = allWorkloads.map(({ id }) => id)
  for (const workload of chosenOf(instruction)) {
    print(`\n${titleOf(workload, instruction)} (${workload.id})\n`)
    const row = await measureRow(workload, instruction, print, files)
    if (instruction.isProfiled) continue
    files.keep(row)
    files.writeTable(files.read(ids))
  }
  const measured = files.read(chosenOf(instruction).map(({ id }) => id))
  if (!instruction.isProfiled) print(`\n${markdownTable(measured)}`)
  print(`\nKept in ${files.folder}\n`)
}

/** What was named; without a name all of them, or those that a quick run has. */
function chosenOf({ only, isQuick }: Instruction): readonly Workload[] {
  if (only.length === 0 && isQuick) return mainWorkloads
  return only.length === 0 ? allWorkloads : allWorkloads.filter(({ id }) => only.includes(id))
}

/** A B A B …: each round, every server once; every other round in the opposite order. */
async function measureRow(
  workload: Workload,
  { rounds, isQuick, isProfiled, trace, servers: wanted }: Instruction,
  print: Print,
  files: ResultFiles,
): Promise<Row> {
  const kinds = servers()
  const ids = workload.servers.filter((id) => wanted.includes(id))
  const samples: Partial<Record<ServerId, Sample[]>> = {}
  for (let round = 0; round < rounds; round += 1) {
    for (const id of round % 2 === 0 ? ids : ids.toReversed()) {
      const onProfile = (profile: unknown) => {
        files.keepProfile(`${workload.id}-${id}`, profile)
        print(
          hotSpots(profile, HOT_SPOTS)
            .map((spot) => `    ${spot}\n`)
            .join(''),
        )
      }
      const kind = isProfiled ? { ...kinds[id], onProfile } : kinds[id]
      const sample = await measureOnce(workload, kind, { isQuick, trace })
      samples[id] = [...(samples[id] ?? []), sample]
      print(`  ${serverWords[id].padEnd(20)} ${line(workload, sample)}\n`)
    }
  }
  return {
    id: workload.id,
    title: titleOf(workload, { isQuick, trace }),
    figures: workload.figures,
    targets: workload.targets,
    ...(workload.curve ? { curve: workload.curve } : {}),
    samples,
    isQuick,
    date: new Date().toISOString(),
    machine: thisMachine(),
    servers: Object.fromEntries(ids.map((id) => [id, kinds[id].title])),
  }
}

function titleOf({ title, titleFor }: Workload, extent: Extent): string {
  return titleFor?.(extent) ?? title
}

/** A server that fails has failed in the table, too: it does not end the run. */
async function measureOnce(workload: Workload, kind: ServerKind, extent: Extent): Promise<Sample> {
  try {
    return await workload.measure(kind, extent)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const line = words.replaceAll(/\s+/g, ' ').slice(0, FAULT_LENGTH)
    return { values: {}, faults: [line], generatorShare: 0 }
  }
}

function line({ figures }: Workload, sample: Sample): string {
  const { values, faults, generatorShare } = sample
  const parts = figures.flatMap((figure) => {
    const value = values[figure.key]
    return value === undefined || Number.isNaN(value)
      ? []
      : [`${figure.label} ${inWords(value, figure)}`]
  })
  const share = `generator at ${Math.round(generatorShare * 100)} %`
  const invalid = invalidBecause(sample)
  const told = faultsInWords(faults)
  const said = invalid === undefined ? told : [...told, `INVALID: ${invalid}`]
  return [...parts, share, ...said.map((fault) => `!! ${fault}`)].join(', ')
}
