import { allWorkloads, readCommandLine, run } from './index.ts'

const ids = allWorkloads.map(({ id }) => id)
try {
  const instruction = readCommandLine(process.argv.slice(2), ids)
  await run(instruction, (text) => process.stdout.write(text))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
