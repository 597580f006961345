import { Person } from '../support/person.ts'
import { expect, story } from '../support/story.ts'

story(
  'no request leaves the host, and nothing breaks the content security policy',
  async ({ weft, browser }) => {
    const page = await (await browser.newContext()).newPage()
    const foreign: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(weft.url) && !request.url().startsWith('data:'))
        foreign.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    const ada = new Person(page)
    await ada.goto(`${weft.url}/d/welcome`)
    await ada.focusEnd()
    await ada.type('Hello')
    await ada.saved()
    expect(foreign).toEqual([])
    expect(complaints).toEqual([])
  },
)

story(
  'a large document is told of in time, and a full one can still be deleted from',
  async ({ weft, browser, page }) => {
    let say: (frame: readonly number[]) => void = () => {}
    await page.routeWebSocket(/\/large$/, (client) => {
      const server = client.connectToServer()
      client.onMessage((frame) => server.send(frame))
      server.onMessage((frame) => client.send(frame))
      say = (frame) => client.send(Buffer.from(frame))
    })
    const ada = new Person(page)
    await ada.goto(`${weft.url}/d/large`)
    await ada.focusEnd()
    await ada.type('Too much')
    await ada.saved()

    // "document size": 300 of 400 bytes, warned from 200 on.
    say([0x49, 0xac, 0x02, 0xc8, 0x01, 0x90, 0x03])
    const notice = page.getByRole('region', { name: 'Large document' })
    await expect(notice).toBeVisible()
    await notice.getByRole('button', { name: 'OK' }).click()
    await expect(notice).toBeHidden()

    // "rights": the peer may only delete.
    say([0x46, 0x02])
    await ada.hasStatus('full')
    await expect(page.getByRole('region', { name: 'Full' })).toBeVisible()
    await ada.focusEnd()
    for (let index = 0; index < ' much'.length; index += 1) await page.keyboard.press('Backspace')
    const bo = await Person.open(await browser.newContext(), `${weft.url}/d/large`)
    await expect.poll(() => bo.text()).toBe('Too')
  },
)
