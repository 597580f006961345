/** What a setting's value is read with. What they throw is words that go on from "must be …". */
export interface Kind<T> {
  /** How the value is named in help, e.g. `<seconds>`; undefined: it is on or off, and its flag takes no value. */
  readonly argument: string | undefined
  /** Whether there may be several: a flag that is repeated, a list in the file, commas in the environment. */
  readonly isList: boolean
  /** What it must be, for people: goes on from "must be". */
  readonly mustBe: string
  /** From a flag or the environment; `undefined` if that is none. */
  fromTexts(texts: readonly string[], place: Place): T | undefined
  /** From the file, whose values have types of their own. */
  fromFile(value: unknown, place: Place): T | undefined
  /** A default as it is at a place, for what depends on where that is. */
  settle?(value: T, place: Place): T
  /** As it could stand in the file. */
  print(value: T): unknown
}

/** Where a value stands. */
export interface Place {
  /** The folder that paths in it start from, absolute. */
  readonly folder: string
}

/** A value's own fault, in a whole sentence that replaces "must be …". */
export class ValueProblem extends Error {
  override readonly name = 'ValueProblem'
}
