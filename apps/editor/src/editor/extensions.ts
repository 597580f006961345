import type { Extensions } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'

import { StableSelection } from '@weft/stable-selection/tiptap'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { CommentHost } from '../comments/comment-host.ts'
import { BlockLoader } from './blocks/block-loader.ts'
import { lateBlocks } from './blocks/late-blocks.ts'
import { SoundContent } from './blocks/sound-content.ts'
import { LateBehaviors } from './late-behaviors.ts'
import { Placeholder } from './placeholder.ts'
import { RemoteCarets } from './remote-carets.ts'
import { SchemaGuard } from './schema-guard.ts'
import { schemaExtensions } from './schema.ts'
import { TypedMarkdown } from './typed-markdown.ts'

/** The root in the Yjs document that holds the text: Tiptap's own default. */
export const FIELD = 'default'

/**
 * What the editor can do. Content never comes from here: the server seeds a document, and an editor that adds its own
 * start doubles it as soon as two people open the document at once.
 */
export function editorExtensions(session: DocumentSession): Extensions {
  const { awareness, presence, documentName } = session
  return [
    ...schemaExtensions,
    ...lateBlocks,
    BlockLoader.configure({ documentName }),
    Placeholder,
    ...textBinding(session),
    StableSelection,
    TypedMarkdown,
    LateBehaviors,
    CommentHost,
    RemoteCarets.configure({ awareness, presence, field: FIELD }),
  ]
}

/** What an editor has to do with the shared text: nothing, if it does not know all that may be in it. */
export function textBinding({ doc, schema }: Pick<DocumentSession, 'doc' | 'schema'>): Extensions {
  const isOurs = () => schema.get() === 'known'
  if (!isOurs()) return []
  return [
    SchemaGuard.configure({ schema }),
    SoundContent.configure({ fragment: doc.getXmlFragment(FIELD), isOurs }),
    Collaboration.configure({ document: doc, field: FIELD }),
  ]
}
