import { useMemo, useState } from 'react'
import { copyText } from '../browser/copy-text.ts'
import { useLateComments } from '../comments/late-comments.ts'
import { TextEditor } from '../editor/text-editor.tsx'
import { useTextEditor } from '../editor/use-text-editor.ts'
import { FindRequest } from '../find/find-request.ts'
import { DocumentFrame } from './document-frame.tsx'
import type { DocumentProps, OpenTextPage } from './open-page.ts'

/** A document of formatted text. */
export default function TextDocument({ common, isLoading }: DocumentProps) {
  const editor = useTextEditor(common.session, common.isEditable)
  const comments = useLateComments(common, editor, isLoading)
  const [find] = useState(() => new FindRequest())
  const page = useMemo<OpenTextPage>(
    () => ({ kind: 'text', ...common, editor, comments, find }),
    [common, editor, comments, find],
  )
  return (
    <DocumentFrame page={page} copyAll={() => copyText(editor.getText())}>
      <TextEditor isLoading={isLoading} />
    </DocumentFrame>
  )
}
