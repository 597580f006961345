import type { Page } from '@playwright/test'
import { expect } from './expect.ts'

/** Waits until a part has run that a page loads only once it stands. @param name Of its file, without the hash. */
export async function latePart(page: Page, name: string): Promise<void> {
  const hasRun = async (start: string) => {
    const scripts = performance.getEntriesByType('resource').map((entry) => entry.name)
    const script = scripts.find((url) => url.includes(start) && url.endsWith('.js'))
    if (script !== undefined) await import(script)
    return script !== undefined
  }
  await expect.poll(() => page.evaluate(hasRun, `/assets/${name}-`)).toBe(true)
}
