import { ask, type ListedDocument, type ServerNow } from './api.ts'
import { element, setText } from './element.ts'
import { ago, bytes, duration, number } from './format.ts'
import { LogLevelChoice } from './log-level-choice.ts'
import { KeyedRows, type Row } from './keyed-rows.ts'
import { sayWrong } from './notice.ts'
import { Facts, figuresOf } from './numbers.ts'
import type { View } from './view.ts'

const PAGE = 50
/** How long typing may pause before it is searched, in milliseconds. */
const PAUSE_MS = 200

const kinds: readonly (readonly [string, string])[] = [
  ['stored', 'all'],
  ['open', 'open now'],
  ['read-only', 'read-only'],
  ['damaged', 'damaged'],
  ['deleted', 'deleted'],
]

interface Column {
  readonly sort: 'name' | 'size' | 'changed' | 'used' | 'peers' | 'lag'
  readonly words: string
  readonly order: 'ascending' | 'descending'
}

const columns: readonly Column[] = [
  { sort: 'name', words: 'Document', order: 'ascending' },
  { sort: 'peers', words: 'Connected', order: 'descending' },
  { sort: 'size', words: 'Size', order: 'descending' },
  { sort: 'lag', words: 'Lag', order: 'descending' },
  { sort: 'changed', words: 'Changed', order: 'descending' },
  { sort: 'used', words: 'Last used', order: 'ascending' },
]

/** The documents, and the server's numbers above them. */
export class DocumentsView implements View {
  readonly element = element('div')
  readonly title = 'Documents'
  readonly #facts = new Facts('numbers')
  readonly #search = element('input', { type: 'search', autocomplete: 'off', spellcheck: false })
  readonly #kind = element('select')
  readonly #nothing = element('p', { className: 'nothing', textContent: 'No documents.' })
  readonly #count = element('span')
  readonly #back = element('button', { type: 'button', textContent: 'Previous' })
  readonly #on = element('button', { type: 'button', textContent: 'Next' })
  readonly #headings = new Map<string, HTMLTableCellElement>()
  readonly #rows: KeyedRows<ListedDocument>
  readonly #logLevel = new LogLevelChoice()
  #sort: Column['sort'] = 'changed'
  #from = 0
  #total = 0
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.#kind.append(
      ...kinds.map(([value, words]) => element('option', { value, textContent: words })),
    )
    const body = element('tbody')
    this.#rows = new KeyedRows(body, ({ document }) => document, rowOf)
    const heads = columns.map((column) => this.#heading(column))
    const table = element(
      'table',
      {},
      element('caption', { textContent: 'Documents', hidden: true }),
      element('thead', {}, element('tr', {}, ...heads)),
      body,
    )
    const scrolled = element('div', { className: 'table', tabIndex: 0 }, table, this.#nothing)
    scrolled.setAttribute('role', 'region')
    scrolled.setAttribute('aria-label', 'Documents')
    this.element.append(
      element('h1', { textContent: 'Documents' }),
      this.#facts.element,
      element(
        'div',
        { className: 'tools' },
        element('label', {}, 'Search by name or title', this.#search),
        element('label', {}, 'Show', this.#kind),
      ),
      scrolled,
      element('div', { className: 'pager' }, this.#back, this.#on, this.#count),
      this.#logLevel.element,
    )
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#showFrom(0), PAUSE_MS)
    })
    this.#kind.addEventListener('change', () => this.#showFrom(0))
    this.#back.addEventListener('click', () => this.#showFrom(Math.max(0, this.#from - PAGE)))
    this.#on.addEventListener('click', () => this.#showFrom(this.#from + PAGE))
    this.#showSort()
  }

  async refresh(): Promise<void> {
    const asked = (this.#asked += 1)
    const query = new URLSearchParams({
      search: this.#search.value,
      kind: this.#kind.value,
      sort: this.#sort,
      from: String(this.#from),
      limit: String(PAGE),
    })
    const [server, list] = await Promise.all([
      ask<ServerNow>('GET', 'api/server'),
      ask<{ documents: readonly ListedDocument[]; total: number }>(
        'GET',
        `api/documents?${query.toString()}`,
      ),
    ])
    // Another question was asked meanwhile, and its answer is the one that counts.
    if (asked !== this.#asked) return
    if (list.documents.length === 0 && list.total > 0) {
      // What was on this page has gone meanwhile.
      this.#from = Math.floor((list.total - 1) / PAGE) * PAGE
      return this.refresh()
    }
    this.#facts.show(figuresOf(server))
    this.#logLevel.show(server.logLevel)
    this.#rows.show(list.documents)
    this.#total = list.total
    this.#nothing.hidden = list.total > 0
    const last = this.#from + list.documents.length
    setText(
      this.#count,
      list.total === 0 ? '' : `${number(this.#from + 1)}–${number(last)} of ${number(list.total)}`,
    )
    this.#back.disabled = this.#from === 0
    this.#on.disabled = last >= this.#total
  }

  #showFrom(from: number): void {
    this.#from = from
    this.refresh().catch(sayWrong)
  }

  #heading({ sort, words }: Column): HTMLTableCellElement {
    const button = element('button', { type: 'button', textContent: words })
    button.addEventListener('click', () => {
      this.#sort = sort
      this.#showSort()
      this.#showFrom(0)
    })
    const cell = element('th', { scope: 'col', className: sort === 'name' ? '' : 'number' }, button)
    this.#headings.set(sort, cell)
    return cell
  }

  #showSort(): void {
    for (const { sort, order } of columns) {
      const heading = this.#headings.get(sort)
      if (sort === this.#sort) heading?.setAttribute('aria-sort', order)
      else heading?.removeAttribute('aria-sort')
    }
  }
}

function rowOf({ document: name }: ListedDocument): Row<ListedDocument> {
  const link = element('a', { href: `#/document/${encodeURIComponent(name)}` })
  const marks = element('span')
  const cells = Array.from({ length: 5 }, () => element('td', { className: 'number' }))
  const [peers, size, lag, changed, used] = cells
  const row = element('tr', {}, element('td', { className: 'name' }, link, marks), ...cells)
  return {
    element: row,
    show: (item) => {
      setText(link, item.title === undefined ? name : `${item.title} (${name})`)
      link.title = name
      showMarks(marks, item)
      if (peers) setText(peers, item.room === undefined ? '–' : number(item.peers))
      if (size) setText(size, bytes(item.sizeBytes))
      if (lag) setText(lag, item.unsavedEdits === 0 ? '–' : duration(item.lagMs))
      if (used) setText(used, item.usedMs === undefined ? '–' : ago(item.usedMs))
      if (changed) setText(changed, item.changedMs === undefined ? '–' : ago(item.changedMs))
    },
  }
}

function showMarks(place: HTMLElement, item: ListedDocument): void {
  const marks: (readonly [string, string])[] = []
  if (item.isReadOnly) marks.push(['read-only', 'warn'])
  if (item.behind > 0) marks.push([`${number(item.behind)} behind`, 'warn'])
  if (item.isDamaged) marks.push(['damaged', 'bad'])
  if (item.deletedMs !== undefined) marks.push(['deleted', 'bad'])
  if (place.textContent === marks.map(([words]) => words).join('')) return
  place.replaceChildren(
    ...marks.map(([words, kind]) =>
      element('span', { className: `mark ${kind}`, textContent: words }),
    ),
  )
}
