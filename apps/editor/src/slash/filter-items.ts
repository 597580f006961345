/** Something that can be chosen by typing a part of its name. */
export interface Findable {
  readonly label: string
  /** Other words for it, with spaces between. */
  readonly synonyms: string
}

/**
 * The items that what was typed may mean, the likeliest first: those whose name begins with it, then those with a word of
 * their name that does, then those with another word for it, then those that have it anywhere in their name.
 */
export function filterItems<T extends Findable>(items: readonly T[], typed: string): readonly T[] {
  const query = plain(typed).trim()
  if (query === '') return items
  return items
    .map((item, index) => ({ item, index, rank: rankOf(item, query) }))
    .filter(({ rank }) => rank < NOT_MEANT)
    .sort((one, other) => one.rank - other.rank || one.index - other.index)
    .map(({ item }) => item)
}

const NOT_MEANT = 4

function rankOf({ label, synonyms }: Findable, query: string): number {
  const name = plain(label)
  if (name.startsWith(query)) return 0
  if (name.split(' ').some((word) => word.startsWith(query))) return 1
  if (
    plain(synonyms)
      .split(' ')
      .some((word) => word.startsWith(query))
  )
    return 2
  // A single letter is in nearly every name.
  return query.length > 1 && name.replaceAll(' ', '').includes(query.replaceAll(' ', ''))
    ? 3
    : NOT_MEANT
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
