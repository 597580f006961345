import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import { imageAddress } from './image-address.ts'
import { whenLoaded } from './when-loaded.ts'

/**
 * Draws an image. Only one on this server is loaded; for any other a card says where it is. What a card looks like, and
 * what can be done with images, is loaded with the first one.
 */
export function drawImage(editor: Editor, node: Node): NodeView {
  const dom = document.createElement('div')
  dom.className = 'image-box'
  const address = imageAddress(node.attrs['src'])
  if (address.at === 'server') dom.append(picture(node, address.src))
  whenLoaded(import('./image-editing.ts'), ({ editImages, drawCard }) => {
    editImages(editor)
    drawCard(dom, address, node)
  })
  return { dom, ignoreMutation: () => true }
}

function picture({ attrs }: Node, src: string): HTMLImageElement {
  const { alt, title, width, height }: Record<string, unknown> = attrs
  const image = document.createElement('img')
  image.alt = typeof alt === 'string' ? alt : ''
  if (typeof title === 'string') image.title = title
  if (typeof width === 'number' && typeof height === 'number') {
    image.width = width
    image.height = height
  }
  image.decoding = 'async'
  image.loading = 'lazy'
  image.src = src
  return image
}
