import { LexicalCollaboration } from '@lexical/react/LexicalCollaborationContext'
import { CollaborationPlugin } from '@lexical/react/LexicalCollaborationPlugin'
import { LexicalComposer } from '@lexical/react/LexicalComposer'
import { ContentEditable } from '@lexical/react/LexicalContentEditable'
import { LexicalErrorBoundary } from '@lexical/react/LexicalErrorBoundary'
import { RichTextPlugin } from '@lexical/react/LexicalRichTextPlugin'
import { WeftProvider } from '@weft/provider'
import { useRef } from 'react'
import { applyUpdate, Doc } from 'yjs'
import { firstParagraph } from '../shared/first-paragraph.ts'
import { mount } from '../shared/mount.tsx'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import { UndoOfOnesOwn } from './undo-of-ones-own.ts'

const composer = {
  namespace: 'lexical',
  // The document comes from the server: Lexical must not begin one.
  editorState: null,
  onError(error: Error) {
    throw error
  },
}

mount(function LexicalEditor() {
  const carets = useRef<HTMLDivElement>(null)
  return (
    <LexicalCollaboration>
      <LexicalComposer initialConfig={composer}>
        <div className="text">
          <RichTextPlugin
            contentEditable={<ContentEditable ariaLabel="Shared text" aria-multiline />}
            ErrorBoundary={LexicalErrorBoundary}
          />
          <div ref={carets} aria-hidden />
        </div>
        <CollaborationPlugin
          id="lexical"
          providerFactory={providerFor}
          // Two people who come first at once would begin the document twice.
          shouldBootstrap={false}
          username={person.name}
          cursorColor={person.color}
          cursorsContainerRef={carets}
        />
        <UndoOfOnesOwn />
      </LexicalComposer>
    </LexicalCollaboration>
  )
})

/** Lexical connects and disconnects what this returns, with the editor. */
function providerFor(id: string, docs: Map<string, Doc>): WeftProvider {
  const doc = new Doc()
  docs.set(id, doc)
  const url = location.origin.replace('http', 'ws')
  const provider = new WeftProvider(url, id, doc, { connect: false })
  showStatus(provider)
  // Only once the server's state is here: in a document that has begun, this changes nothing.
  void provider.whenSynced.then(() => applyUpdate(doc, firstParagraph('root', '__type'), 'first'))
  return provider
}
