import { ask, documentPath, Refusal, type DocumentNow, type PeerNow, type StateNow } from './api.ts'
import { documentActions } from './document-actions.ts'
import { element, setText } from './element.ts'
import { ago, bytes, duration, number } from './format.ts'
import { KeyedRows, type Row } from './keyed-rows.ts'
import { say, sayWrong } from './notice.ts'
import { Facts } from './numbers.ts'
import { question } from './question.ts'
import type { View } from './view.ts'

const headings = ['Who', 'Address', 'Client', 'Rights', 'Since', 'Round trip', ''] as const

/** One document: what is stored of it, who has it open, and what can be done. */
export class DocumentView implements View {
  readonly element = element('div')
  readonly title: string
  readonly #name: string
  readonly #facts = new Facts('facts')
  readonly #actions: ReturnType<typeof documentActions>
  readonly #peersHeading = element('h2', { textContent: 'Connected' })
  readonly #nobody = element('p', { className: 'nothing', textContent: 'Nobody has it open.' })
  readonly #rows: KeyedRows<PeerNow>
  /** All that there is to see of a document that is there. */
  readonly #whole: HTMLElement
  readonly #absent = element('p', { className: 'nothing', hidden: true })
  #asked = 0

  constructor(name: string) {
    this.#name = name
    this.title = name
    this.#actions = documentActions(name, () => this.refresh())
    const body = element('tbody')
    this.#rows = new KeyedRows(
      body,
      ({ id }) => id,
      (peer) => this.#rowOf(peer),
    )
    const heads = headings.map((words) =>
      words === '' ? element('td') : element('th', { scope: 'col', textContent: words }),
    )
    const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body)
    const scrolled = element('div', { className: 'table', tabIndex: 0 }, table, this.#nobody)
    scrolled.setAttribute('role', 'region')
    scrolled.setAttribute('aria-label', 'Connected')
    this.#whole = element(
      'div',
      { hidden: true },
      this.#facts.element,
      this.#actions.element,
      this.#peersHeading,
      scrolled,
      element('h2', { textContent: 'Content' }),
      contentOf(name),
    )
    this.element.append(
      element('a', { href: '#/', textContent: 'All documents' }),
      element('h1', { textContent: name }),
      this.#absent,
      this.#whole,
    )
  }

  async refresh(): Promise<void> {
    const asked = (this.#asked += 1)
    const now = await ask<DocumentNow>('GET', documentPath(this.#name)).catch((error: unknown) => {
      if (error instanceof Refusal && error.status === 404) return error
      throw error
    })
    // It was asked anew meanwhile, after something was done to it perhaps, and that answer is the one that counts.
    if (asked !== this.#asked) return
    const isAbsent = now instanceof Refusal
    this.#whole.hidden = isAbsent
    this.#absent.hidden = !isAbsent
    if (isAbsent) {
      setText(this.#absent, now.message)
      return
    }
    const { stored, room, peers, deletion, title } = now
    this.#facts.show([
      ...(title === undefined ? [] : [{ name: 'Title', value: title }]),
      { name: 'On disk', value: stored ? bytes(stored.sizeBytes) : 'nothing' },
      { name: 'Records', value: stored ? number(stored.sequence) : '–' },
      { name: 'Changed', value: stored ? ago(stored.changedMs) : '–' },
      { name: 'Room', value: room?.state ?? 'not loaded' },
      ...(room
        ? [
            { name: 'Size in memory', value: bytes(room.sizeBytes) },
            { name: 'Edits not on disk', value: number(room.unsavedEdits) },
            { name: 'Lag', value: duration(room.lagMs) },
            { name: 'Waits for others', value: bytes(room.pendingBytes) },
          ]
        : []),
      { name: 'Writing', value: now.isReadOnly ? 'nobody may' : 'who has the right' },
      ...(now.isDamaged ? [{ name: 'Damage', value: 'found', isBad: true }] : []),
      ...(deletion ? [{ name: 'Deleted', value: ago(deletion.deletedMs), isBad: true }] : []),
      { name: 'Epoch', value: stored?.epoch ?? '–' },
    ])
    this.#actions.show(now)
    setText(this.#peersHeading, `Connected (${number(now.totalPeers)})`)
    this.#nobody.hidden = peers.length > 0
    this.#rows.show(peers)
  }

  #rowOf({ id }: PeerNow): Row<PeerNow> {
    const cells = headings.slice(0, -1).map(() => element('td'))
    const button = element('button', { type: 'button', textContent: 'Disconnect' })
    let shown = id
    button.addEventListener('click', () => void this.#disconnect(id, shown).catch(sayWrong))
    return {
      element: element('tr', {}, ...cells, element('td', {}, button)),
      show: (peer) => {
        shown = peer.user ?? peer.address
        button.ariaLabel = `Disconnect ${shown}`
        const texts = [
          peer.user ?? 'nobody in particular',
          peer.address,
          peer.client ?? '–',
          peer.isBehind ? `${peer.rights ?? '–'}, behind` : (peer.rights ?? peer.state),
          ago(peer.sinceMs),
          peer.roundTripMs === undefined ? '–' : duration(peer.roundTripMs),
        ]
        cells.forEach((cell, at) => setText(cell, texts[at] ?? ''))
      },
    }
  }

  async #disconnect(id: string, who: string): Promise<void> {
    const answer = await question({
      title: `Disconnect ${who}?`,
      text: 'What is not sent stays with them.',
      answers: { away: 'Disconnect, until they open it anew', back: 'Let them come back at once' },
    })
    if (answer === undefined) return
    const code = answer === 'away' ? '4403' : '4500'
    await ask('POST', `api/disconnect?${new URLSearchParams({ peer: id, code }).toString()}`)
    say(`${who} was disconnected.`)
    await this.refresh()
  }
}

/** The content, read when somebody asks for it: that is work for the server. */
function contentOf(name: string): HTMLElement {
  const button = element('button', { type: 'button', textContent: 'Show as JSON' })
  const note = element('p')
  const place = element('div', {}, button, note)
  button.addEventListener('click', () => {
    button.disabled = true
    ask<StateNow>('GET', documentPath(name, '/state'))
      .then((state) => {
        const shown = Object.fromEntries(
          state.roots.map((root) => [`${root.name} (${root.kind})`, root.value]),
        )
        const text = element('pre', {
          tabIndex: 0,
          textContent: JSON.stringify(shown, undefined, 2),
        })
        text.setAttribute('role', 'region')
        text.ariaLabel = 'Content as JSON'
        place.querySelector('pre')?.remove()
        place.append(text)
        setText(note, state.isCut ? 'There is more: only the beginning is shown.' : '')
      }, sayWrong)
      .finally(() => {
        button.disabled = false
        setText(button, 'Show as it is now')
      })
  })
  return place
}
