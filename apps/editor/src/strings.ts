import { announce } from './strings/announce.ts'
import { editor } from './strings/editor.ts'
import { header } from './strings/header.ts'
import { page } from './strings/page.ts'
import { people } from './strings/people.ts'
import { status } from './strings/status.ts'

/**
 * The words of the first load, an area in each file of `strings/`. What is loaded later imports its own file, so that its
 * words come with it.
 */
export const strings = {
  product: 'Weft',
  impossibleName:
    'No document can have this name. Names have 1 to 512 bytes and no control characters.',
  pageTitle: (documentName: string) => `${documentName} · Weft`,
  header,
  people,
  editor,
  page,
  status,
  announce,
} as const
