import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * The same work takes the same instructions only if V8 does the same each time: it hashes with the same seed, collects no
 * garbage while something is counted, and leaves out its optimizing compilers. What these make of a function, and when,
 * differs with each change anywhere, and counts with it; and they need a thousand rounds. So a count is many times what a
 * server takes once it is warm: it tells how much there is to do, not how long it takes.
 */
const SAME_EACH_TIME = [
  '--predictable',
  '--single-threaded',
  '--hash-seed=7',
  '--random-seed=7',
  '--no-opt',
  '--always-sparkplug',
  '--no-lazy-feedback-allocation',
  '--no-flush-bytecode',
  '--no-minor-gc-task',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
]
/** The least counts of a workload differ by no more than this, or something else was counted, too. */
const AT_REST = 0.01
/** How many of them there must be. */
const LEAST_COUNTS = 2

/** Called by the workloads where a count begins and where it ends. */
const MARK = 'node::Umask*'

/** Not a folder for temporary files: LevelDB's binding is not bundled, and is looked for from here. */
const DIST = fileURLToPath(new URL('../dist/', import.meta.url))

/** @typedef {{ name: string, instructions: number }} Count Of one round. */

/**
 * Bundles the workloads with the sources that they play.
 *
 * @param {string} folder
 * @returns {Promise<string>} The file.
 */
async function bundleInto(folder) {
  const file = join(folder, 'play.mjs')
  const build = await rolldown({
    input: fileURLToPath(new URL('../src/instructions/play.ts', import.meta.url)),
    platform: 'node',
    external: ['level'],
    resolve: { conditionNames: ['@weft/source', 'module', 'import', 'default'] },
    logLevel: 'silent',
  })
  try {
    await build.write({ file, format: 'esm', codeSplitting: false })
    return file
  } finally {
    await build.close()
  }
}

/**
 * Counts the instructions of the workloads of these groups, one process for each group.
 *
 * @param {readonly string[]} groups
 * @param {number} jobs How many processes at a time.
 * @returns {Promise<readonly Count[]>}
 */
export async function countInstructions(groups, jobs) {
  mkdirSync(DIST, { recursive: true })
  const folder = mkdtempSync(join(DIST, 'instructions-'))
  try {
    const file = await bundleInto(folder)
    const counts = new Map()
    const waiting = [...groups]
    const work = async () => {
      for (let group = waiting.shift(); group; group = waiting.shift())
        counts.set(group, await countGroup(file, group, join(folder, group)))
    }
    await Promise.all(Array.from({ length: jobs }, work))
    return groups.flatMap((group) => counts.get(group))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function countGroup(file, group, out) {
  const output = await valgrind(out, [process.execPath, ...SAME_EACH_TIME, file, group])
  const played = output.split('\n').filter((line) => line.startsWith('{'))
  let part = 1
  return played.map((line) => {
    const { name, rounds, times } = JSON.parse(line)
    const counted = Array.from({ length: times }, () => {
      // The first is up to the first mark, then each second one is between two workloads or two times.
      part += 2
      return totalOf(`${out}.${part - 1}`)
    })
    return { name, instructions: Math.round(leastOf(name, counted) / rounds) }
  })
}

function leastOf(name, counted) {
  const [least, ...more] = counted.toSorted((one, other) => one - other)
  const atRest = more.filter((count) => count <= least * (1 + AT_REST))
  if (atRest.length + 1 >= LEAST_COUNTS) return least
  throw new Error(
    `Cannot count "${name}": it takes another number of instructions each time (${counted.join(', ')}). What it plays must be the same in each round.`,
  )
}

function totalOf(file) {
  const total = /^totals: (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
  if (total === undefined) throw new Error(`valgrind wrote no count into ${file}`)
  return Number(total)
}

/** @returns {Promise<string>} What the command printed. */
function valgrind(out, command) {
  const flags = ['--tool=callgrind', `--callgrind-out-file=${out}`, `--dump-before=${MARK}`]
  const child = spawn('valgrind', ['--quiet', ...flags, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const remedy = 'Install it with your system’s package manager, e.g. apt-get install valgrind.'
      reject(
        new Error(`Cannot count instructions: there is no valgrind. ${remedy}`, { cause: error }),
      )
    })
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else
        reject(new Error(`Cannot count instructions: the workload ended with ${code}:\n${errors}`))
    })
  })
}
