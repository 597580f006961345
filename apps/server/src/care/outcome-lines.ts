import { field } from '../catalogue/field.ts'
import type { Outcome } from './outcome.ts'

const WHAT = ['document', 'image', 'catalogue', 'file'] as const
const IS = ['done', 'same', 'left', 'damaged', 'failed'] as const

/** Outcomes as lines of JSON, as they come. */
export async function* outcomeLines(outcomes: AsyncIterable<Outcome>): AsyncGenerator<Uint8Array> {
  for await (const outcome of outcomes) yield Buffer.from(`${JSON.stringify(outcome)}\n`)
  yield Buffer.from(`${JSON.stringify({ end: true })}\n`)
}

/** The same outcomes again. @throws {Error} When the lines break off, or are others'. */
export async function* readOutcomes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Outcome> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const value: unknown = JSON.parse(line)
      if (field(value, 'end') === true) return
      yield outcomeOf(value)
    }
  }
  throw new Error('The server went away before it was done')
}

function outcomeOf(value: unknown): Outcome {
  const [what, is] = [field(value, 'what'), field(value, 'is')]
  const because = field(value, 'because')
  return {
    what: WHAT.find((each) => each === what) ?? 'file',
    name: String(field(value, 'name')),
    is: IS.find((each) => each === is) ?? 'failed',
    bytes: Number(field(value, 'bytes')),
    ...(because === undefined ? {} : { because: String(because) }),
  }
}
