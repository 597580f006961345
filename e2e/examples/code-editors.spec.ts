import { textIn, textsAfter, visibleTexts } from '../support/editor-on-page.ts'
import { twoPeopleStory } from '../support/two-people-story.ts'

twoPeopleStory({
  folder: 'codemirror',
  input: '.cm-content',
  text: (page) => textIn(page, '.cm-line', '.cm-ySelectionCaret'),
  caretNames: (page) => visibleTexts(page, '.cm-ySelectionInfo'),
})

twoPeopleStory({
  folder: 'monaco',
  input: '.view-lines',
  text: (page) => textIn(page, '.view-line', 'none'),
  caretNames: (page) => textsAfter(page, '.yRemoteSelectionHead'),
})
