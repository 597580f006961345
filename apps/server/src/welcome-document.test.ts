import { documentNameFromPath, type DocumentName } from '@weft/protocol'
import { expect, test } from 'vitest'
import { applyUpdate, Doc } from 'yjs'
import { seedWelcome, welcomeUpdate } from './welcome-document.ts'

const named = (path: string): DocumentName => {
  const parsed = documentNameFromPath(path)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.name
}

function contentOf(...updates: readonly Uint8Array[]): string {
  const doc = new Doc()
  for (const update of updates) applyUpdate(doc, update)
  return doc.getXmlFragment('default').toJSON()
}

test('the welcome document is in the shape that the editor reads', () => {
  expect(contentOf(welcomeUpdate())).toMatch(
    /^<heading level="1">Welcome to Weft<\/heading><paragraph>This page is shared: [^<]*<bold>Open it in a second tab<\/bold>/,
  )
  expect(contentOf(welcomeUpdate())).toContain(
    '<table><tablerow><tableheader colspan="1" rowspan="1"><paragraph>You type, and a space</paragraph></tableheader>',
  )
})

test('seeded twice, it is there once', () => {
  expect(contentOf(welcomeUpdate(), welcomeUpdate())).toBe(contentOf(welcomeUpdate()))
  expect(welcomeUpdate()).toEqual(welcomeUpdate())
})

test('no other document is seeded', async () => {
  expect(await seedWelcome(named('welcome'))).toEqual(welcomeUpdate())
  expect(await seedWelcome(named('welcome2'))).toBeUndefined()
})
