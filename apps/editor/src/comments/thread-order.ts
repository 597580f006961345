import type { Mark } from './marks.ts'

/** The threads as they stand in the text. */
export interface ThreadOrder {
  /** In the order of the text; those whose text was deleted come last. */
  readonly ids: readonly string[]
  readonly gone: ReadonlySet<string>
}

export function orderOf(marks: ReadonlyMap<string, Mark>): ThreadOrder {
  const placed: { readonly id: string; readonly from: number }[] = []
  const gone: string[] = []
  for (const [id, { place }] of marks) {
    if (typeof place === 'string') gone.push(id)
    else placed.push({ id, from: place.from })
  }
  const ids = placed.sort((one, other) => one.from - other.from).map(({ id }) => id)
  return { ids: [...ids, ...gone], gone: new Set(gone) }
}

export function sameOrder(one: ThreadOrder, other: ThreadOrder): boolean {
  return (
    one.ids.length === other.ids.length &&
    one.gone.size === other.gone.size &&
    one.ids.every((id, index) => id === other.ids[index] && one.gone.has(id) === other.gone.has(id))
  )
}
