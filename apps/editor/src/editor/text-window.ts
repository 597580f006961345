/** What of the window shows the text, from top to bottom in pixels: between the bar, and the tools wherever they stand. */
export function textWindow(dom: HTMLElement): { readonly top: number; readonly bottom: number } {
  const box = (element: Element | null | undefined) => element?.getBoundingClientRect()
  const bar = box(document.querySelector('.bar'))
  const tools = box(dom.closest('.text-editor')?.querySelector('.tools'))
  // Above the keyboard on a phone, below the bar elsewhere.
  const isAtFoot = tools !== undefined && tools.top > window.innerHeight / 2
  const top = Math.max(0, bar?.bottom ?? 0, isAtFoot ? 0 : (tools?.bottom ?? 0))
  return { top, bottom: isAtFoot ? tools.top : window.innerHeight }
}
