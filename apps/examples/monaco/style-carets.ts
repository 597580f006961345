import type { Awareness } from 'y-protocols/awareness'

/** Gives everybody's caret its colour and name. The binding only puts a class on it that has the client's number. */
export function styleCarets(awareness: Awareness): void {
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets.push(sheet)
  awareness.on('change', () => {
    const states: ReadonlyMap<number, Presence> = awareness.getStates()
    sheet.replaceSync([...states].map(([id, { user }]) => rules(id, user)).join(''))
  })
}

interface Presence {
  readonly user?: { readonly name?: unknown; readonly color?: unknown }
}

/** Others have written `user`: nothing in it may end a rule and begin another. */
function rules(id: number, user: Presence['user']): string {
  const color = /^#[0-9a-f]{6}$/i.test(String(user?.color)) ? String(user?.color) : '#555555'
  return `
    .yRemoteSelection-${id} { background: ${color}40 }
    .yRemoteSelectionHead-${id} { border-color: ${color} }
    .yRemoteSelectionHead-${id}::after { background: ${color}; content: ${JSON.stringify(String(user?.name))} }`
}
