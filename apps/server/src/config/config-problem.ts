/** Something is set that cannot be; the message is a sentence or two that say what to do, for whoever set it. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem'
}
