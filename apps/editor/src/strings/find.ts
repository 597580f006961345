/** Finding and replacing. */
export const find = {
  label: 'Find in this document',
  query: 'Find',
  replacement: 'Replace with',
  next: 'Next match',
  previous: 'Previous match',
  matchCase: 'Match case',
  wholeWord: 'Whole words',
  replace: 'Replace',
  replaceAll: 'Replace all',
  showReplace: 'Replace',
  close: 'Close',
  /** Beside what is looked for. @param current 0 when none of them is pointed at. */
  count: (count: number, current: number) => {
    if (count === 0) return 'None'
    return current === 0 ? `${count}` : `${current} of ${count}`
  },
  /** The same, to be read out. */
  said: (count: number, current: number) => {
    if (count === 0) return 'Nothing found.'
    return current === 0 ? `${count} found.` : `Match ${current} of ${count}.`
  },
  replaced: (count: number) => (count === 1 ? '1 match replaced.' : `${count} matches replaced.`),
} as const
