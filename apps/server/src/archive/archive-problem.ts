/** An archive, or something in it, cannot be used. The message is a sentence with the remedy, without a full stop. */
export class ArchiveProblem extends Error {
  override readonly name = 'ArchiveProblem'
}
