import { furtherWorkloads, mainWorkloads, readCommandLine, run, usage } from './index.ts'

const ids = [...mainWorkloads, ...furtherWorkloads].map(({ id }) => id)
try {
  const instruction = readCommandLine(process.argv.slice(2), ids)
  await run(instruction, (text) => process.stdout.write(text))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exitCode = 1
}
