import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import { basePath } from '../../browser/base-path.ts'
import { imageAddress } from './image-address.ts'
import { whenLoaded } from './when-loaded.ts'

/**
 * Draws an image. Only one on this server is loaded; for any other a card says where it is. The card, and what can be
 * done with images, come with the first one.
 */
export function drawImage(editor: Editor, node: Node): NodeView {
  const dom = document.createElement('div')
  dom.className = 'image-box'
  const { alt, width, height }: Record<string, unknown> = node.attrs
  const address = imageAddress(node.attrs['src'])
  const words = typeof alt === 'string' ? alt : ''
  if (address.at === 'server') {
    const image = dom.appendChild(document.createElement('img'))
    image.alt = words
    if (typeof width === 'number' && typeof height === 'number') {
      image.width = width
      image.height = height
    }
    image.decoding = 'async'
    // What stands in a document is the same wherever its server is.
    image.src = `${basePath}${address.src.slice(1)}`
  }
  whenLoaded(import('./image-editing.ts'), ({ drawCard, editImages }) => {
    editImages(editor)
    drawCard(dom, address, words)
  })
  return { dom, ignoreMutation: () => true }
}
