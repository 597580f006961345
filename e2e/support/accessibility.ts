import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The least width and height of what a finger hits, in CSS pixels. */
const FINGER = 44

/**
 * What axe finds on a page as it stands, in words: everything in the colors that it has, and the contrast in the others,
 * light or dark.
 *
 * @param within Selector of the part to look at.
 */
export async function violations(page: Page, within = 'html'): Promise<string[]> {
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  const [own, other] = isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const)
  // What has scrolled half under the bar is no small target.
  const isScrolled = await page.evaluate(() => scrollY > 0)
  // In the page itself: otherwise each look opens another page to sum up what was found in frames, which there are none of.
  const axe = () => new AxeBuilder({ page }).setLegacyMode(true).include(within)
  await settle(page)
  const found = await inWords(
    axe()
      .withTags(RULES)
      .disableRules(isScrolled ? ['target-size'] : []),
  )
  await page.emulateMedia({ colorScheme: other })
  await settle(page)
  const inOther = await inWords(axe().withRules(['color-contrast']))
  await page.emulateMedia({ colorScheme: own })
  return [...found, ...inOther.map((words) => `${other}: ${words}`)]
}

async function inWords(axe: AxeBuilder): Promise<string[]> {
  const { violations: found } = await axe.analyze()
  const place = ({ html, any }: (typeof found)[number]['nodes'][number]) =>
    [html, ...any.map(({ message }) => message)].join(' ')
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(place).join(' | ')}`)
}

/** Colors that are on their way to others are not what anybody reads. */
function settle(page: Page): Promise<void> {
  return page.evaluate(() => {
    // Asking for a style begins the transitions that a change of colors causes.
    void getComputedStyle(document.body).color
    for (const animation of document.getAnimations()) {
      if (animation instanceof CSSTransition) animation.finish()
    }
  })
}

/** What can be pressed and is smaller than a finger, in words. Not asked: links within text, and the title, which shares the bar's height. */
export function tooSmallToTouch(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const pressable =
      'button, summary, select, input, textarea, a[href], [role="separator"][tabindex], [role="option"]'
    const sizeOf = (element: Element) => {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
      // What is laid over it, reaching out.
      const over = getComputedStyle(element, '::after')
      if (over.position !== 'absolute' || over.content === 'none') return { width, height }
      const [wide, high] = [Number.parseFloat(over.width), Number.parseFloat(over.height)]
      return { width: Math.max(width, wide || 0), height: Math.max(height, high || 0) }
    }
    return [...document.querySelectorAll(pressable)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !element.matches('.prose p a, .title-input'))
      .filter((element) => {
        const { width, height } = sizeOf(element)
        return width > 0 && (width < least - 0.5 || height < least - 0.5)
      })
      .map((element) => {
        const { width, height } = sizeOf(element)
        const name = element.getAttribute('aria-label') ?? element.textContent ?? ''
        return `${element.tagName.toLowerCase()}.${element.className} "${name.trim()}" ${Math.round(width)}×${Math.round(height)}`
      })
  }, FINGER)
}

/** How much wider than the screen the page is, in CSS pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}

/** What can be pressed and cannot be seen, because it stands beside the screen and nothing scrolls it there, in words. */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let box = element.parentElement; box; box = box.parentElement) {
        const { overflowX, position } = getComputedStyle(box)
        if (/auto|scroll/.test(overflowX) && box.scrollWidth > box.clientWidth) return true
        if (position === 'fixed') return false
      }
      return false
    }
    return [...document.querySelectorAll('button, a[href], input, select, textarea')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        return width > 1 && (left < -1 || right > innerWidth + 1) && !scrolls(element)
      })
      .map((element) => element.outerHTML.slice(0, 120))
  })
}
