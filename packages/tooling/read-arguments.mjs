/**
 * Reads what a command was asked to do. `--help` tells how it is asked, and what it cannot do it refuses in words; both
 * end it.
 *
 * @template T
 * @param {string} usage
 * @param {(args: readonly string[]) => T} read Throws with words for whoever typed it.
 * @returns {T}
 */
export function readArguments(usage, read) {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    process.stdout.write(usage)
    process.exit(0)
  }
  try {
    return read(args)
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    process.exit(1)
  }
}

/**
 * @param {string} option The name of the option, for whoever typed it.
 * @param {string} text
 * @param {number} least The smallest that can be taken.
 * @returns {number}
 * @throws {RangeError} With words.
 */
export function wholeNumber(option, text, least = 1) {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least) return number
  throw new RangeError(`Cannot take "${text}" for --${option}: give a whole number from ${least}.`)
}
