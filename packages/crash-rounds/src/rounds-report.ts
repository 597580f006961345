/** What rounds have shown so far. */
export interface RoundsReport {
  readonly seed: number
  readonly rounds: number
  /** Kills after which an edit was found on disk that nobody had been told was: they came between the two. */
  readonly killsInAppend: number
  readonly killsInCompaction: number
  readonly killsInStartUp: number
  readonly compactions: number
  /** Rounds in which the kill found edits on their way. */
  readonly roundsWithUnsaved: number
  readonly saved: number
  /** Reported saved and not there, or deleted and there again; as `document: word`. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** Anything else that should not happen after a crash, from the log. */
  readonly complaints: readonly string[]
}

/** What keeps the rounds from showing what they are there for; empty when they have shown it. */
export function shortcomings(report: RoundsReport): readonly string[] {
  const unmet: string[] = []
  if (report.lost.length > 0) unmet.push(`lost: ${report.lost.join(', ')}`)
  if (report.doubled.length > 0) unmet.push(`there twice: ${report.doubled.join(', ')}`)
  unmet.push(...report.complaints)
  if (report.killsInAppend === 0) unmet.push('no kill hit an append')
  if (report.killsInCompaction === 0) unmet.push('no kill hit a compaction')
  if (report.killsInStartUp === 0) unmet.push('no kill hit a start-up')
  if (report.saved === 0) unmet.push('no edit was reported saved')
  if (report.roundsWithUnsaved < report.rounds * 0.9)
    unmet.push(
      `only ${report.roundsWithUnsaved} of ${report.rounds} rounds had unsaved edits on their way`,
    )
  return unmet
}

/** The report in words, a line for each figure. */
export function reportLines(report: RoundsReport): readonly string[] {
  return [
    `seed ${report.seed}`,
    `rounds: ${report.rounds}`,
    `kills that hit an append: ${report.killsInAppend}`,
    `kills that hit a compaction: ${report.killsInCompaction} (${report.compactions} compactions were finished)`,
    `kills that hit a start-up: ${report.killsInStartUp}`,
    `rounds with unsaved edits on their way: ${report.roundsWithUnsaved} of ${report.rounds}`,
    `edits reported saved: ${report.saved}`,
    `of these lost: ${report.lost.length}`,
    `edits there twice: ${report.doubled.length}`,
  ]
}
