import { WeftProvider } from '@weft/provider'
import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js'
import 'monaco-editor/esm/vs/basic-languages/markdown/markdown.contribution.js'
import { MonacoBinding } from 'y-monaco'
import * as Y from 'yjs'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import { styleCarets } from './style-carets.ts'

globalThis.MonacoEnvironment = {
  getWorker: () =>
    new Worker(new URL('monaco-editor/esm/vs/editor/editor.worker.js', import.meta.url), {
      type: 'module',
    }),
}

const doc = new Y.Doc()
const provider = new WeftProvider(location.origin.replace('http', 'ws'), 'monaco', doc)
provider.awareness.setLocalStateField('user', person)
showStatus(provider)
styleCarets(provider.awareness)

const model = monaco.editor.createModel('', 'markdown')
// Yjs counts characters: a line break must be one everywhere, also on Windows.
model.setEOL(monaco.editor.EndOfLineSequence.LF)
const editor = monaco.editor.create(document.querySelector('#editor') ?? document.body, {
  model,
  ariaLabel: 'Shared text',
  automaticLayout: true,
  lineHeight: 1.9,
  minimap: { enabled: false },
  padding: { top: 24 },
  scrollBeyondLastLine: false,
  theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'vs-dark' : 'vs',
  wordWrap: 'on',
})
const text = doc.getText('monaco')
const binding = new MonacoBinding(text, model, new Set([editor]), provider.awareness)

// Monaco's own undo would take back the wrong characters once others have written.
const undoManager = new Y.UndoManager(text, { trackedOrigins: new Set([binding]) })
const { KeyCode, KeyMod } = monaco
editor.addCommand(KeyMod.CtrlCmd | KeyCode.KeyZ, () => undoManager.undo())
editor.addCommand(KeyMod.CtrlCmd | KeyCode.KeyY, () => undoManager.redo())
editor.addCommand(KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, () => undoManager.redo())
