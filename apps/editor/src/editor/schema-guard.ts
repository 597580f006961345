import { type Editor, Extension } from '@tiptap/core'
import type { Readable } from '../collaboration/observable.ts'
import type { SchemaState } from '../collaboration/schema-watch.ts'

/** Lets go of the shared text in the same moment in which the document turns out to hold what this schema does not know. */
export const SchemaGuard = Extension.create<{ readonly schema: Readable<SchemaState> | undefined }>(
  {
    name: 'schemaGuard',
    addOptions: () => ({ schema: undefined }),
    onBeforeCreate() {
      const { editor } = this
      const { schema } = this.options
      if (!schema) return
      const look = () => {
        if (schema.get() !== 'known') letGo(editor)
      }
      editor.on('destroy', schema.subscribe(look))
    },
  },
)

/** Takes all plugins out, the binding with them, for good: what is done to the text now stays in this editor. */
function letGo(editor: Editor): void {
  if (editor.isDestroyed) return
  editor.view.updateState(editor.state.reconfigure({ plugins: [] }))
}
