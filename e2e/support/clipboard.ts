import type { Page } from '@playwright/test'

/** Pastes formatted text where the caret is. */
export function pasteHtml(page: Page, html: string): Promise<void> {
  return page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/html', text)
    document
      .querySelector('.prose')
      ?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
  }, html)
}

/** Pastes or drops a picture of one color, as the clipboard of a browser has it. */
export async function putPicture(
  page: Page,
  how: 'paste' | 'drop',
  name = 'picture.png',
): Promise<void> {
  await page.evaluate(
    async ([type, fileName]) => {
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: 320, height: 120 })
      const context = canvas.getContext('2d')
      if (context) {
        context.fillStyle = '#3b56b8'
        context.fillRect(0, 0, 320, 120)
      }
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
      const data = new DataTransfer()
      data.items.add(new File([blob ?? ''], fileName ?? '', { type: 'image/png' }))
      const text = document.querySelector('.prose')
      const options = { bubbles: true, cancelable: true }
      if (type === 'paste') {
        text?.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }))
      } else {
        const { left, top } = text?.getBoundingClientRect() ?? { left: 0, top: 0 }
        const place = { clientX: left + 120, clientY: top + 60 }
        text?.dispatchEvent(new DragEvent('drop', { ...options, ...place, dataTransfer: data }))
      }
    },
    [how, name],
  )
}
