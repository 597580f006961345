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
      await write(writer, reader, 24)
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
      await write(writer, reader, 24)
      writer.map.set('last', 'word')
      await reader.until('the edit comes', () => reader.map.get('last') === 'word', 1_000)
    },
  },
  {
    id: 'slow-reader.bounded',
    says: 'while 128 MiB are written past somebody who does not read, the server’s memory grows by at most 32 MiB',
    source: 'B1',
    isAlone: true,
    isSlow: true,
    limitMs: 180_000,
    run: async (trial) => {
      const { residentBytes } = trial.target.controls
      if (residentBytes?.() === undefined)
        throw new NotApplicable('needs --start: the memory of the process cannot be seen')
      const memory = () => residentBytes() ?? 0
      // A heap may grow by itself at any time; what is kept for the slow one makes it grow each time.
      const seen: number[] = []
      while (seen.length < 3 && seen.every((growth) => growth > 32)) {
        // Warms up whatever work warms up, and lets go of what was kept for the slow one before.
        await growthWhileWriting(trial, memory, false)
        seen.push((await growthWhileWriting(trial, memory, true)) / MEBIBYTE)
      }
      const least = Math.min(...seen)
      expectThat(least <= 32, `it grew by ${least.toFixed(0)} MiB`)
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
  writer: Participant,
  reader: Participant,
  mebibytes: number,
  look: () => unknown = () => undefined,
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
}

/**
 * How far the memory's floor rises from the first third to the last, in bytes. What is above the floor may be garbage that
 * nobody collected yet.
 */
async function growthWhileWriting(
  trial: Trial,
  memory: () => number,
  isBesideSlow: boolean,
): Promise<number> {
  const { writer, reader, slow } = await three(trial)
  if (isBesideSlow) slow.connection.pause()
  const seen: number[] = []
  await write(writer, reader, 128, () => seen.push(memory()))
  for (const one of [writer, reader, slow]) one.cut()
  const third = Math.ceil(seen.length / 3)
  return Math.min(...seen.slice(-third)) - Math.min(...seen.slice(0, third))
}
