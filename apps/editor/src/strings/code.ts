/** Documents of code. */
export const code = {
  label: (documentName: string) => `Document ${documentName}, code`,
  placeholder: 'Write some code, and choose its language above.',
  toolbar: 'Code tools',
  tools: { undo: 'Undo', redo: 'Redo', find: 'Find and replace', wrap: 'Wrap long lines' },
  language: 'Language',
  plainText: 'Plain text',
  /** CodeMirror's own words, and ours for them. */
  phrases: {
    Find: 'Find',
    Replace: 'Replace with',
    next: 'Next',
    previous: 'Previous',
    all: 'Select all',
    'match case': 'Match case',
    regexp: 'Regular expression',
    'by word': 'Whole words',
    replace: 'Replace',
    'replace all': 'Replace all',
    close: 'Close',
    'current match': 'Current match',
    'on line': 'on line',
    'replaced match on line $': 'Replaced on line $',
    'replaced $ matches': 'Replaced $',
    'Go to line': 'Go to line',
    go: 'Go',
  },
} as const
