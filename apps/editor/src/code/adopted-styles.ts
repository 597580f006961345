import { StyleModule } from 'style-mod'

const sheets = new WeakMap<StyleModule, CSSStyleSheet>()

/**
 * CodeMirror writes its styles into a `<style>` element, which the content policy refuses. Here they become style sheets that
 * the page adopts, which no policy forbids: a script of our own makes them, rule by rule.
 *
 * They form a layer, because adopted sheets come after all others: so the page's own rules win, as over a `<style>`
 * element at the start.
 */
export function adoptStyles(): void {
  StyleModule.mount = (root, modules) => {
    const mounted = [modules].flat().map(sheetOf)
    const others = root.adoptedStyleSheets.filter((sheet) => !mounted.includes(sheet))
    root.adoptedStyleSheets = [...others, ...mounted]
  }
}

function sheetOf(styles: StyleModule): CSSStyleSheet {
  const known = sheets.get(styles)
  if (known) return known
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`@layer codemirror {\n${styles.getRules()}\n}`)
  sheets.set(styles, sheet)
  return sheet
}
