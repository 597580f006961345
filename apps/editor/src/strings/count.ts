/** How much has been written. */
export const count = {
  document: (words: number, characters: number) =>
    `${counted(words, 'word')} · ${counted(characters, 'character')}`,
  selection: (words: number, characters: number) =>
    `${counted(words, 'word')} · ${counted(characters, 'character')} selected`,
} as const

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : `${one}s`}`
}
