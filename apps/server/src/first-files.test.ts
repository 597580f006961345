import { expect, test } from 'vitest'
import { firstFiles } from './first-files.ts'

test('what the page’s script fetches at once is needed first, and what comes later is not', () => {
  const manifest = {
    'index.html': {
      file: 'assets/index.js',
      css: ['assets/index.css'],
      imports: ['_preload.js'],
      dynamicImports: ['document.tsx'],
    },
    '_preload.js': { file: 'assets/preload.js' },
    'document.tsx': {
      file: 'assets/document.js',
      css: ['assets/document.css'],
      imports: ['_preload.js', 'index.html'],
      dynamicImports: ['dialog.tsx'],
    },
    'dialog.tsx': { file: 'assets/dialog.js' },
  }
  expect(firstFiles(JSON.stringify(manifest))).toEqual([
    'assets/index.js',
    'assets/index.css',
    'assets/preload.js',
    'assets/document.js',
    'assets/document.css',
  ])
})

test('a manifest of something else names nothing', () => {
  expect(firstFiles('{"other.html":{"file":"assets/other.js"}}')).toEqual([])
  expect(firstFiles('[]')).toEqual([])
})
