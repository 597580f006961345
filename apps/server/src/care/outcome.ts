/** What became of one document, or one picture, in what was done to many; one line of a report. */
export interface Outcome {
  readonly what: 'document' | 'image' | 'catalogue' | 'file'
  readonly name: string
  /**
   * - `done`: as was asked.
   * - `same`: nothing had to be done.
   * - `left`: something is there already, and was to be left alone.
   * - `damaged`: it is not as it was written.
   * - `failed`: it could not be done.
   */
  readonly is: 'done' | 'same' | 'left' | 'damaged' | 'failed'
  /** What it takes, in bytes. */
  readonly bytes: number
  /** What there is to say, in words, with the remedy where there is one. */
  readonly because?: string
}
