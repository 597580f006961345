import { parseArgs } from 'node:util'
import { SERVER_IDS, type ServerId } from './servers/server-kind.ts'

/** What the command was asked to do. */
export interface Instruction {
  readonly only: readonly string[]
  readonly servers: readonly ServerId[]
  readonly rounds: number
  readonly isQuick: boolean
  readonly trace: string | undefined
  /** Whether the results are for the documentation. */
  readonly writes: boolean
  /** Whether to note where the servers spend their time: the costs are then no figures. */
  readonly isProfiled: boolean
  readonly lists: boolean
}

export const usage = `npm run bench -- [options]

  --only <row>       only this row; may be given several times
  --servers <ids>    only these, e.g. weft,bare-ws
  --rounds <n>       how often each server has its turn (3; with --quick 1)
  --quick            shorter rounds of the main rows, for a first look: about ten minutes; all others by --only
  --trace <file>     a recorded document to type: JSON as in the editing-traces repository, also .gz
  --write            put the results into the documentation: packages/bench/results and apps/docs/performance.md
  --profile          also where each server's main thread spends its time, as .cpuprofile files; what that run says of
                     costs counts for nothing
  --list             tell the rows and measure none
`

const QUICK_ROUNDS = 1
const ROUNDS = 3

/** @throws {Error} With words for whoever typed it. */
export function readCommandLine(args: readonly string[], rows: readonly string[]): Instruction {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      servers: { type: 'string', default: SERVER_IDS.join(',') },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      trace: { type: 'string' },
      write: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : ROUNDS))
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new Error(`Cannot run "${values.rounds}" rounds: give a whole number from 1.`)
  }
  const unknown = values.only.find((row) => !rows.includes(row))
  if (unknown !== undefined) {
    throw new Error(`There is no row "${unknown}". There are: ${rows.join(', ')}.`)
  }
  if (values.profile && values.write) {
    throw new Error('A profiled run has no figures to write: leave out --profile or --write.')
  }
  return {
    only: values.only,
    servers: values.servers.split(',').map(serverNamed),
    rounds,
    isQuick: values.quick,
    trace: values.trace,
    writes: values.write,
    isProfiled: values.profile,
    lists: values.list,
  }
}

function serverNamed(name: string): ServerId {
  const id = SERVER_IDS.find((each) => each === name)
  if (id === undefined) {
    throw new Error(`There is no server "${name}". There are: ${SERVER_IDS.join(', ')}.`)
  }
  return id
}
