import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  type LanguageDescription,
  syntaxHighlighting,
} from '@codemirror/language'
import { openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { yUndoManagerKeymap } from 'y-codemirror.next'
import * as Y from 'yjs'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { Observable } from '../collaboration/observable.ts'
import { titleFromName } from '../collaboration/title-words.ts'
import type { ViewedText } from '../collaboration/viewed-text.ts'
import { code as words } from '../strings/code.ts'
import { adoptStyles } from './adopted-styles.ts'
import { codeCarets } from './code-carets.ts'
import { indentOf, LanguageWatch } from './code-language.ts'
import { codeSync } from './code-sync.ts'
import { CODE_FIELD, codeText } from './code-text.ts'
import { ownCaret } from './own-caret.ts'
import { viewedCode } from './viewed-code.ts'

export interface CodeEditorOptions {
  readonly session: DocumentSession
  readonly isEditable: boolean
  readonly isWrapping: boolean
}

/** What can be taken back, and done again. */
export interface UndoDepth {
  readonly undo: number
  readonly redo: number
}

adoptStyles()

/** The editor of a code document. Whoever opens it closes it. */
export class CodeEditor {
  readonly view: EditorView
  readonly language: LanguageWatch
  /** For those who follow each other. */
  readonly viewed: ViewedText
  readonly undoDepth = new Observable<UndoDepth>(
    { undo: 0, redo: 0 },
    (one, other) => one.undo === other.undo && one.redo === other.redo,
  )
  readonly #undoManager: Y.UndoManager
  readonly #editable = new Compartment()
  readonly #wrapping = new Compartment()
  readonly #grammar = new Compartment()
  readonly #stop: () => void

  constructor({ session, isEditable, isWrapping }: CodeEditorOptions) {
    const { doc, awareness, presence, documentName } = session
    const text = doc.getText(CODE_FIELD)
    this.#undoManager = new Y.UndoManager(text)
    this.language = new LanguageWatch(doc)
    this.view = new EditorView({
      doc: codeText(text),
      extensions: [
        // Yjs counts every character, so nothing may be taken for the end of a line but what is one there.
        EditorState.lineSeparator.of('\n'),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, '\n')),
        codeSync(text, this.#undoManager),
        codeCarets({ text, awareness, presence }),
        ownCaret(text, awareness),
        this.#editable.of(editable(isEditable)),
        this.#wrapping.of(isWrapping ? EditorView.lineWrapping : []),
        this.#grammar.of([]),
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        bracketMatching(),
        indentOnInput(),
        syntaxHighlighting(classHighlighter),
        search({ top: true }),
        EditorState.phrases.of(words.phrases),
        placeholder(words.placeholder),
        keymap.of([...yUndoManagerKeymap, ...searchKeymap, ...defaultKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          'aria-label': words.label(titleFromName(documentName)),
          autocapitalize: 'off',
        }),
      ],
    })
    this.viewed = viewedCode(this.view, text)
    const stopLanguage = this.language.subscribe(() => void this.#loadGrammar())
    void this.#loadGrammar()
    const depth = () => {
      const { undoStack, redoStack } = this.#undoManager
      this.undoDepth.set({ undo: undoStack.length, redo: redoStack.length })
    }
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) {
      this.#undoManager.on(event, depth)
    }
    this.#stop = () => {
      stopLanguage()
      this.language.destroy()
      this.view.destroy()
      this.#undoManager.destroy()
      awareness.setLocalStateField('cursor', null)
    }
  }

  setEditable(isEditable: boolean): void {
    this.view.dispatch({ effects: this.#editable.reconfigure(editable(isEditable)) })
  }

  setWrapping(isWrapping: boolean): void {
    const extension = isWrapping ? EditorView.lineWrapping : []
    this.view.dispatch({ effects: this.#wrapping.reconfigure(extension) })
  }

  get text(): string {
    return this.view.state.doc.toString()
  }

  undo(): void {
    this.#undoManager.undo()
    this.view.focus()
  }

  redo(): void {
    this.#undoManager.redo()
    this.view.focus()
  }

  find(): void {
    openSearchPanel(this.view)
  }

  destroy(): void {
    this.#stop()
  }

  async #loadGrammar(): Promise<void> {
    const language = this.language.get()
    const grammar = await grammarOf(language)
    // Another one may have been chosen meanwhile.
    if (language !== this.language.get()) return
    const unit = indentUnit.of(indentOf(language))
    this.view.dispatch({ effects: this.#grammar.reconfigure([grammar, unit]) })
  }
}

/** A language that cannot be loaded, without a network for one, is shown as plain text. */
async function grammarOf(language: LanguageDescription | undefined): Promise<Extension> {
  try {
    return (await language?.load()) ?? []
  } catch {
    return []
  }
}

function editable(isEditable: boolean): Extension {
  return [
    EditorState.readOnly.of(!isEditable),
    EditorView.editable.of(isEditable),
    // What cannot be written in can still be scrolled and read by keyboard.
    EditorView.contentAttributes.of(isEditable ? {} : { tabindex: '0', 'aria-readonly': 'true' }),
  ]
}
