import { WeftProvider } from '@weft/provider'
import * as Y from 'yjs'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import { bindTextarea } from './textarea-binding.ts'
import { showCarets } from './textarea-carets.ts'

const doc = new Y.Doc()
const provider = new WeftProvider(location.origin.replace('http', 'ws'), 'textarea', doc)
provider.awareness.setLocalStateField('user', person)
showStatus(provider)

const text = doc.getText('textarea')
const textarea = document.querySelector('textarea')
const mirror = document.querySelector<HTMLElement>('#mirror')
if (textarea && mirror) {
  bindTextarea(textarea, text)
  showCarets(textarea, mirror, text, provider.awareness)
}
