// As `../bindings.test-d.ts`, for the editor that is installed apart.

import { withCollaboration, type CollaborationOptions } from '@blocknote/core/yjs'
import type { WeftProvider } from '@weft/provider'

declare const provider: WeftProvider

const { doc } = provider
const collaboration: CollaborationOptions = {
  provider,
  fragment: doc.getXmlFragment('document-store'),
  user: { name: 'Ada', color: '#c2185b' },
}
withCollaboration({ collaboration })
// @ts-expect-error An awareness where the provider belongs.
withCollaboration({ collaboration: { ...collaboration, provider: provider.awareness } })
