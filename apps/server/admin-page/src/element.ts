type Child = Node | string
type Properties<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], 'children' | 'style'>
>

/** An element with its properties and children. Texts are texts, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<Tag> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/** Sets a text only where it changed, so that nothing that is selected or read aloud is disturbed. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

/** The element with this id, which the page has. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new TypeError(`There is no element "${id}"`)
  return found
}
