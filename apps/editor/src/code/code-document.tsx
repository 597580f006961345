import { useMemo, useState } from 'react'
import { copyText } from '../browser/copy-text.ts'
import { DocumentFrame } from '../document/document-frame.tsx'
import type { DocumentProps, OpenCodePage } from '../document/open-page.ts'
import { PlainHeader } from '../document/plain-header.tsx'
import { Skeleton } from '../editor/skeleton.tsx'
import '../styles/code.css'
import { CodeToolbar } from './code-toolbar.tsx'
import { CodeView } from './code-view.tsx'
import { useCodeEditor } from './use-code-editor.ts'
import { WrapChoice } from './wrap-choice.ts'

/** A document of code. */
export default function CodeDocument({ common, isLoading }: DocumentProps) {
  const { session, isEditable } = common
  const [wrapping] = useState(() => new WrapChoice(matchMedia('(width < 44rem)').matches))
  const editor = useCodeEditor(session, isEditable, wrapping)
  const page = useMemo<OpenCodePage | undefined>(
    () => editor && { kind: 'code', ...common, code: editor },
    [common, editor],
  )
  if (!page) return <PlainHeader documentName={session.documentName} />
  return (
    <DocumentFrame page={page} copyAll={() => copyText(page.code.text)}>
      <div className="tools">
        <CodeToolbar editor={page.code} isEditable={isEditable} wrapping={wrapping} />
      </div>
      <div className="paper code-paper" aria-busy={isLoading}>
        {isLoading ? <Skeleton /> : <CodeView editor={page.code} />}
      </div>
    </DocumentFrame>
  )
}
