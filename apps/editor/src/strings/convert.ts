import type { FileFormat } from '../convert/write-file.ts'

/** Taking a text in from a file, and out to one. */
export const convert = {
  importTitle: 'Import a file',
  choose: 'Choose a file',
  chooseHint: 'Markdown, HTML, plain text, or JSON from here. You can also drop it on this window.',
  place: 'Where it goes',
  end: 'Below the text that is here',
  instead: 'In place of the text that is here',
  insteadHint: 'Undo brings the text back.',
  insert: 'Import',
  cancel: 'Cancel',
  chosen: (name: string) => `Chosen: ${name}`,
  reading: 'Reading the file…',
  problems: {
    'too-large': 'This file is larger than the 8 MB that can be read here.',
    'unknown-type': 'Files that end in .md, .txt, .html or .json can be read here.',
    unreadable: 'This file cannot be read. It may be damaged, or from something else.',
  },
  imported: (name: string) => `${name} was imported.`,

  downloadTitle: 'Download',
  formats: {
    markdown: { name: 'Markdown', hint: 'For GitHub, notes and static sites' },
    html: { name: 'HTML', hint: 'A page that every browser shows' },
    json: { name: 'JSON', hint: 'Everything exactly, to import here again' },
  } satisfies Record<FileFormat, { name: string; hint: string }>,
  close: 'Close',

  copied: 'Copied as Markdown',
  copyFailed: 'It could not be copied. Download it as Markdown instead.',
} as const
