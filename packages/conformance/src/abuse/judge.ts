import type { AbuseCase } from './abuse-case.ts'
import type { Measurement } from './run-case.ts'

/** How long the victims may wait for each other at most, in milliseconds, on a machine that does nothing else. */
const SLOWEST_TRIP_MS = 250
/** On a busy machine: how many times as long as before the attack, or as its timers are late. */
const SLOWDOWN = 10

/** What a server did that it must not, in words; nothing if all is well. */
export function shortcomings(
  { expected, memoryBytes, processorMs, logLines = 1, othersMs = SLOWEST_TRIP_MS }: AbuseCase,
  measured: Measurement,
): string[] {
  const { answer, quiet, during } = measured
  const isAnswered = typeof expected === 'string' ? answer === expected : expected.test(answer)
  const slowestMs = Math.max(othersMs, SLOWDOWN * Math.max(quiet.p99Ms, measured.lagMs))
  // Compared with how slow this machine is now: at best a keystroke there and back takes some milliseconds.
  const slowness = Math.max(1, quiet.p50Ms / 5)
  const found = [
    [!measured.isAlive, 'the process ended'],
    [!isAnswered, `the answer was "${answer}" and not ${String(expected)}`],
    [measured.memoryBytes > memoryBytes, `it took ${mebibytes(measured.memoryBytes)} of memory`],
    [
      processorMs !== undefined && measured.processorMs > processorMs * slowness,
      `it took ${Math.round(measured.processorMs)} ms of the processor`,
    ],
    [
      during.p99Ms > slowestMs,
      `others waited ${Math.round(during.p99Ms)} ms, and before ${Math.round(quiet.p99Ms)} ms`,
    ],
    [!measured.victimsIntact, `others were harmed: ${measured.victimsProblem ?? 'lost text'}`],
    [measured.leaks.length > 0, `the log has secrets: ${measured.leaks.join(' ')}`],
    [
      logLines !== 'any' && measured.logLines !== logLines,
      `the log has ${measured.logLines} lines about it and not ${logLines}`,
    ],
  ] as const
  return found.flatMap(([isSo, words]) => (isSo ? [words] : []))
}

export const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
