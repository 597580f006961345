import provider = require('@weft/provider')
import stores = require('@weft/provider/stores')
import react = require('@weft/react')
import Y = require('yjs')

const doc: Y.Doc = new provider.WeftProvider('ws://host', 'a', new Y.Doc()).doc
export const list = stores.presenceStore(new provider.WeftProvider('ws://host', 'a', doc))
export const status: () => provider.ConnectionStatus = () => react.useStatus()
// @ts-expect-error A name is text.
new provider.WeftProvider('ws://host', 7, doc)
