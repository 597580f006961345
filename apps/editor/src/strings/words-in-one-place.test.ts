import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const SRC = new URL('../', import.meta.url)

/** What people would read, written where it is shown. */
const WRITTEN = [
  // <p>Like this</p>, and what stands before an expression or another element.
  /(?<!=|\w )>\s*([A-Z][^<>{}=;()]*[a-z][^<>{}=;()]*)(?:<\/|\{|<[a-z])/g,
  /\b(?:aria-label|aria-description|title|placeholder|alt|label)="([^"]*[A-Za-z]{2}[^"]*)"/g,
  /setAttribute\(\s*'(?:aria-label|title|placeholder|alt)',\s*'([^']+)'/g,
  /\b(?:textContent|innerText|ariaLabel) = '([^']*[A-Za-z]{2}[^']*)'/g,
  /\bannouncer\.say\(\s*['"`]([^'"`]+)/g,
]

/** The words in a source that belong into `strings/`. */
function wordsIn(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
  return WRITTEN.flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, words = '']) => words.trim()),
  ).filter((words) => /[A-Za-z]{2}/.test(words.replaceAll(/\$\{[^}]*\}/g, '')))
}

test('words written where they are shown are found', () => {
  expect(wordsIn('<p>Saved at last</p>')).toEqual(['Saved at last'])
  expect(wordsIn('<button>Close <X /></button><h2>Hello {name}</h2>')).toEqual(['Hello'])
  expect(wordsIn('<input placeholder="Find" aria-label="Words">')).toEqual(['Find', 'Words'])
  expect(wordsIn("copy.textContent = 'Copied'; session.announcer.say('Done.')")).toEqual([
    'Copied',
    'Done.',
  ])
  expect(wordsIn('// <p>Not this</p>\n<p>{words.saved}</p>')).toEqual([])
})

test('all words that people read are in strings/', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.|\.test-support\.|\.d\.ts$|^strings[./]/.test(file),
  )
  expect(files.length).toBeGreaterThan(100)
  const found = files.flatMap((file) =>
    wordsIn(readFileSync(new URL(file, SRC), 'utf8')).map((words) => `${file}: ${words}`),
  )
  expect(found).toEqual([])
})
