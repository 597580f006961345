import type { KnownPlace, Line } from '@weft/protocol'
import type { LogBranch } from '@weft/storage'

/**
 * Which record of a log is on which branch. A log that was restored from a copy gives out its numbers once more, and only
 * the branch tells a client that its record is not the one that is there now.
 */
export class LogLine {
  readonly #branches: readonly LogBranch[]
  readonly #nextBranch: string
  /** The log's end when it was loaded. */
  readonly #loadedSequence: number

  /** @param nextBranch That of every record from now on. */
  constructor(branches: readonly LogBranch[], nextBranch: string, loadedSequence: number) {
    this.#branches = branches
    this.#nextBranch = nextBranch
    this.#loadedSequence = loadedSequence
  }

  /** @param sequence The newest record that is on disk. */
  lineTo(place: KnownPlace | undefined, epoch: string, sequence: number): Line {
    return {
      branch: this.#branchOf(sequence) ?? '',
      nextBranch: this.#nextBranch,
      hasPlace: place === undefined || place.epoch !== epoch || this.#has(place, sequence),
    }
  }

  #has({ sequence, branch }: KnownPlace, end: number): boolean {
    if (sequence === 0) return true
    if (sequence > end) return false
    const there = this.#branchOf(sequence)
    return branch === '' || there === undefined || there === branch
  }

  /** Undefined before the first record, and where the branches have been forgotten. */
  #branchOf(sequence: number): string | undefined {
    if (sequence === 0) return undefined
    if (sequence > this.#loadedSequence) return this.#nextBranch
    let name: string | undefined
    for (const branch of this.#branches) if (branch.fromSequence <= sequence) name = branch.name
    return name
  }
}
