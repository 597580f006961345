/** A row that can show another state of the same thing. */
export interface Row<T> {
  readonly element: HTMLTableRowElement
  show(item: T): void
}

/** The rows of a table, each for one thing: what stays, stays in place with its focus and selection. */
export class KeyedRows<T> {
  readonly #body: HTMLTableSectionElement
  readonly #keyOf: (item: T) => string
  readonly #make: (item: T) => Row<T>
  #rows = new Map<string, Row<T>>()

  constructor(
    body: HTMLTableSectionElement,
    keyOf: (item: T) => string,
    make: (item: T) => Row<T>,
  ) {
    this.#body = body
    this.#keyOf = keyOf
    this.#make = make
  }

  show(items: readonly T[]): void {
    const rows = new Map<string, Row<T>>()
    for (const item of items) {
      const key = this.#keyOf(item)
      const row = this.#rows.get(key) ?? this.#make(item)
      row.show(item)
      rows.set(key, row)
    }
    for (const [key, row] of this.#rows) if (!rows.has(key)) row.element.remove()
    this.#rows = rows
    let place = this.#body.firstElementChild
    for (const { element } of rows.values()) {
      if (element === place) place = place.nextElementSibling
      else this.#body.insertBefore(element, place)
    }
  }
}
