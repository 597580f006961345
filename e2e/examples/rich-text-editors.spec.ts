import { textIn, visibleTexts } from '../support/editor-on-page.ts'
import { twoPeopleStory } from '../support/two-people-story.ts'

twoPeopleStory({
  folder: 'prosemirror',
  input: '.ProseMirror',
  text: (page) => textIn(page, '.ProseMirror > *', '.ProseMirror-yjs-cursor'),
  caretNames: (page) => visibleTexts(page, '.ProseMirror-yjs-cursor > div'),
})

twoPeopleStory({
  folder: 'quill',
  input: '.ql-editor',
  text: (page) => textIn(page, '.ql-editor > *', 'none'),
  caretNames: (page) => visibleTexts(page, '.ql-cursor-flag'),
})
