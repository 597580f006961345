import type { ConformanceCase } from '../conformance-case.ts'
import type { Participant } from '../participant.ts'
import type { Trial } from '../trial.ts'
import { expectThat, NotApplicable } from '../verdict.ts'
import { someText } from './content.ts'

const MEBIBYTE = 1024 * 1024
const PIECE = 256 * 1024

/** Somebody who stops reading while others write. */
export const slowReaderCases: readonly ConformanceCase[] = [
  {
    id: 'slow-reader.ends-complete',
    says: 'who stopped reading while 24 MiB were written has everything in the end, by itself or by coming back',
    source: 'B1, B2; R15',
    limitMs: 40_000,
    run: async (trial) => {
      const { writer, reader, slow } = await three(trial)
      slow.connection.pause()
      await write(trial, writer, reader, 24)
      slow.connection.resume()
      const isComplete = () => slow.map.get('value') === writer.map.get('value')
      await slow.until(
        'it has everything, or was sent away to come back',
        () => isComplete() || !slow.isConnected,
        15_000,
      )
      if (!isComplete()) await slow.join()
      await trial.converged([writer, slow], 10_000)
    },
  },
  {
    id: 'slow-reader.others-unharmed',
    says: 'while somebody does not read, an edit still reaches the others within a second',
    source: 'B1',
    limitMs: 40_000,
    run: async (trial) => {
      const { writer, reader, slow } = await three(trial)
      slow.connection.pause()
      await write(trial, writer, reader, 24)
      writer.map.set('last', 'word')
      await reader.until('the edit comes', () => reader.map.get('last') === 'word', 1_000)
    },
  },
  {
    id: 'slow-reader.bounded',
    says: 'what 96 MiB cost the server beside somebody who does not read is at most 24 MiB more than without',
    source: 'B1',
    isAlone: true,
    limitMs: 120_000,
    run: async (trial) => {
      const { residentBytes } = trial.target.controls
      if (residentBytes?.() === undefined)
        throw new NotApplicable('needs --start: the memory of the process cannot be seen')
      const memory = () => residentBytes() ?? 0
      // The first run also warms up whatever is warmed up by work.
      const without = await peakWhileWriting(trial, memory, false)
      const beside = await peakWhileWriting(trial, memory, true)
      const more = (beside - without) / MEBIBYTE
      expectThat(more <= 24, `${more.toFixed(0)} MiB more`)
    },
  },
]

async function three(trial: Trial): Promise<Record<'writer' | 'reader' | 'slow', Participant>> {
  const name = trial.newName()
  const [writer, reader, slow] = [
    await trial.join(name),
    await trial.join(name),
    await trial.join(name),
  ]
  return { writer, reader, slow }
}

/** Writes values that replace each other, so that the document stays small, at the pace of a reader who reads. */
async function write(
  trial: Trial,
  writer: Participant,
  reader: Participant,
  mebibytes: number,
  look: () => void = () => undefined,
): Promise<void> {
  const text = someText(PIECE)
  const pieces = (mebibytes * MEBIBYTE) / PIECE
  for (let i = 0; i < pieces; i += 1) {
    writer.map.set('value', `${i} ${text}`)
    if (i % 4 < 3) continue
    await reader.until(
      'the reader keeps up',
      () => String(reader.map.get('value')).startsWith(`${i} `),
      10_000,
    )
    look()
  }
  await trial.pause(0)
}

async function peakWhileWriting(
  trial: Trial,
  memory: () => number,
  isBesideSlow: boolean,
): Promise<number> {
  const { writer, reader, slow } = await three(trial)
  if (isBesideSlow) slow.connection.pause()
  let peak = memory()
  await write(trial, writer, reader, 96, () => (peak = Math.max(peak, memory())))
  for (const one of [writer, reader, slow]) one.cut()
  return peak
}
