import type { Page } from '@playwright/test'

/** How one editor is used and read through what it shows. */
export interface EditorOnPage {
  /** Of the example page. */
  readonly folder: string
  /** Selector of what is clicked to type. It is there once the document is. */
  readonly input: string
  /** What brings the caret to the end from there; Ctrl+End unless it says something else. */
  readonly endKey?: string
  /** The text that it shows, without the others' carets. */
  text(page: Page): Promise<string>
  /** The names at the others' carets, as far as one can see them. */
  caretNames(page: Page): Promise<string[]>
}

/** The text of the elements that `blocks` selects, a line for each, without what `carets` selects in them. */
export function textIn(page: Page, blocks: string, carets: string): Promise<string> {
  return page.locator(blocks).evaluateAll(
    (elements, selector) =>
      elements
        .map((element) => {
          const copy = element.cloneNode(true)
          if (copy instanceof Element)
            for (const caret of copy.querySelectorAll(selector)) caret.remove()
          return (copy.textContent ?? '')
            .replaceAll(/[\u2060\ufeff]/g, '')
            .replaceAll('\u00a0', ' ')
        })
        .join('\n'),
    carets,
  )
}

/** The text of each element that `labels` selects and one can see. */
export function visibleTexts(page: Page, labels: string): Promise<string[]> {
  return page
    .locator(labels)
    .evaluateAll((elements) =>
      elements
        .filter((element) =>
          element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
        )
        .map((element) => (element.textContent ?? '').trim()),
    )
}

/** What the styles write after each element that `carets` selects. */
export function textsAfter(page: Page, carets: string): Promise<string[]> {
  return page.locator(carets).evaluateAll((elements) =>
    elements
      .map((element) => getComputedStyle(element, '::after'))
      .filter(({ display, opacity }) => display !== 'none' && Number(opacity) > 0)
      .map(({ content }) => content.replace(/^"(.*)"$/, '$1')),
  )
}
