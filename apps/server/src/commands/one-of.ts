import { ConfigProblem } from '../config/config-problem.ts'

/** One of the words that a flag takes. @throws {ConfigProblem} For any other. */
export function oneOf<T extends string>(
  flag: string,
  words: readonly T[],
  options: Readonly<Record<string, unknown>>,
): T {
  const given = options[flag]
  const word = words.find((one) => one === given)
  if (word === undefined)
    throw new ConfigProblem(
      `Cannot use "${String(given)}" for --${flag}: it must be one of ${words.join(', ')}.`,
    )
  return word
}
